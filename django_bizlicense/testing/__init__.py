"""For the tests of a host: pictures that make the sandbox answer in a certain way; `plugin` holds a pytest fixture."""

from __future__ import annotations

from django_bizlicense.sandbox import MAGIC, SPECIMEN, SandboxServer, magic_photo

__all__ = ["MAGIC", "SPECIMEN", "SandboxServer", "magic_photo"]
