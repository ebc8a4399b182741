"""The strictest policy our pages promise to work under, on every supported Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STRICT = "default-src 'self'"


class StrictPolicy:
    """Middleware: a page without a policy of its own gets the strict one."""

    header = "Content-Security-Policy"

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        response = self.get_response(request)
        response.headers.setdefault(self.header, STRICT)
        return response


class ReportedPolicy(StrictPolicy):
    """For themes that cannot work under the strict policy: what breaks it is told and let through."""

    header = "Content-Security-Policy-Report-Only"
