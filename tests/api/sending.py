"""What the API tests share: a client with a token, a sending as wx.uploadFile makes it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories

URL = "/api/license/verifications/"
ERROR = {"code", "message", "message_zh", "field", "how_to_fix", "retryable"}


def client_of(user: Any) -> APIClient:
    """Return a client that sends the user's token."""
    token, _made = Token.objects.get_or_create(user=user)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


def sending(seed: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a multipart body with a good photo."""
    return {"image": SimpleUploadedFile("wx_camera.jpg", factories.jpeg(seed), "image/jpeg"), **fields}


def case_url(case: Any, rest: str = "") -> str:
    return f"{URL}{getattr(case, 'pk', case)}/{rest}"


def refusal(response: Any, status: int, code: str) -> dict[str, Any]:
    """Return the error after its shape and texts were looked at."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    error: dict[str, Any] = response.json()
    assert set(error) - {"verification"} == ERROR
    assert error["code"] == code
    assert error["message"] and error["message_zh"] and error["how_to_fix"]
    return error


def sent_back(owner: Any, *, reasons: dict[str, list[str]] | None = None, **given: str) -> LicenseVerification:
    """Return a case that a reviewer has sent back."""
    case = factories.in_review(owner)
    reasons = reasons or {"number_mismatch": ["reg_num"]}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons=reasons, **given)
    return case
