"""Waits for what a page comes to say; Playwright's own way is an eval, which the strict policy refuses."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error

SECONDS = 10


def until(page: Any, expression: str) -> None:
    """Return once the expression holds on the page, whichever page that is by then."""
    end = time.monotonic() + SECONDS
    while not _holds(page, expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


def _holds(page: Any, expression: str) -> bool:
    try:
        return bool(page.evaluate(expression))
    except Error:
        return False  # between two pages
