"""A pytest fixture with a WeChat of its own; opt in by `pytest_plugins = ["django_bizlicense.testing.plugin"]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from django_bizlicense.sandbox import SandboxServer, specimen

DEADLINE = 2.0
"""Seconds; a test need not wait as long as a merchant's photo may."""


@pytest.fixture
def wechat_sandbox(settings: Any) -> Iterator[SandboxServer]:
    """Serve a WeChat on this machine and point BIZLICENSE_OCR["default"] at it; it needs no engine.

    Every picture is read as the same invented license, magic ones apart. `script`, `calls` and `seen` of the server
    say what the next requests meet and what was sent. Needs pytest-django.
    """
    with SandboxServer(reader=specimen) as server:
        options = {"appid": "sandbox", "secret": "sandbox", "base_url": server.base_url, "deadline": DEADLINE}
        engine = {"BACKEND": "django_bizlicense.ocr.wechat.WeChatBackend", "OPTIONS": options}
        settings.BIZLICENSE_OCR = {**getattr(settings, "BIZLICENSE_OCR", {}), "default": engine}
        caches["default"].clear()  # a token of an earlier server
        yield server
