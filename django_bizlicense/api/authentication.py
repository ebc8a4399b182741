"""Token first, then session."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class CSRFFailed(PermissionDenied):
    """A session came without its CSRF token."""


class HeaderToken(TokenAuthentication):
    """DRF's token, which is nobody's where `rest_framework.authtoken` is not installed."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        return super().authenticate(request) if apps.is_installed("rest_framework.authtoken") else None


class BrowserSession(SessionAuthentication):
    """Django's session; a missing CSRF token is told from a missing permission."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise CSRFFailed(error.detail) from error
