"""What the page tests share: a logged-in client, the form as a browser sends it, the text of a page."""

from __future__ import annotations

import html
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from django_bizlicense import recognition
from django_bizlicense.models import LicenseVerification
from tests import factories


def client_of(user: Any, **options: Any) -> Client:
    """Return a client that is logged in."""
    client = Client(**options)
    client.force_login(user)
    return client


def sending(image: bytes | None = None, *, name: str = "photo.jpg", **fields: str) -> dict[str, Any]:
    """Return the upload form filled in; without `image` a good photo."""
    content = factories.jpeg() if image is None else image
    return {"image": SimpleUploadedFile(name, content, "image/jpeg"), "consent": "on", **fields}


def words(response: Any) -> str:
    """Return the readable text of a page on one line."""
    text = re.sub(r"<head>.*?</head>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(text).split())


def read(case: LicenseVerification) -> LicenseVerification:
    """Let the worker read a case that waits."""
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    return case
