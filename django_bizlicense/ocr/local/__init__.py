"""An engine that reads on this machine: RapidOCR for the lines, our own rules from lines to fields."""

from __future__ import annotations

from django_bizlicense.ocr.local.backend import LocalBackend

__all__ = ["LocalBackend"]
