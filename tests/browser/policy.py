"""The strictest policy our pages promise to work under, on every supported Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STRICT = "default-src 'self'"


class StrictPolicy:
    """Middleware: a page without a policy of its own gets the strict one."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", STRICT)
        return response
