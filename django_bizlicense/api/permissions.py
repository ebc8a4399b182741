"""Who may what, for our own views and the host's."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from django_bizlicense.merchants import is_verified

REVIEW = "bizlicense.review_licenseverification"


class IsVerifiedMerchant(BasePermission):
    """For the host's views: only users who hold an approved license that has not run out."""

    message = "A verified business license is needed."
    code = "license_not_verified"

    def has_permission(self, request: Request, view: APIView) -> bool:
        return is_verified(request.user)


def may_review(user: Any) -> bool:
    """Whether a user may look at the cases of others."""
    return bool(user.has_perm(REVIEW))
