"""What the admin tests send and look for."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import LicenseVerification

QUEUE = "/admin/bizlicense/licenseverification/"


def url(case: LicenseVerification, name: str = "change", *args: Any) -> str:
    """Return a URL of the case in the admin."""
    return reverse(f"admin:bizlicense_licenseverification_{name}", args=(case.pk, *args))


def as_rendered(case: LicenseVerification, **changes: Any) -> dict[str, Any]:
    """Return what the browser sends: the version, the twelve texts, and the changes."""
    return {"version": case.version, **{name: getattr(case, name) for name in FIELDS}, **changes}
