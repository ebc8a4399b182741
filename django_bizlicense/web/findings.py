"""What the app noticed, in words for the merchant: what to compare, never what a reviewer thinks of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from django_bizlicense.models import LicenseAttempt, LicenseVerification
from django_bizlicense.wording import field_label, finding_text

COMPARE_NUMBER = _("The registration number does not add up. Compare it with your license, character by character.")
SENTENCES: Mapping[str, str | Promise] = {
    "nothing_read": _("We could not read anything in your photo."),
    "number_missing": _("We could not read the registration number."),
    "number_length": COMPARE_NUMBER,
    "number_check_digit": COMPARE_NUMBER,
    "number_not_business": _("This number is not that of a business. Is this the business license?"),
    "term_over": _("The term of this license is over. If you have a renewed one, send a photo of that."),
    "field_missing": _("We could not read the field “%(field)s”."),
    "stated_differs": _("For “%(field)s” you typed “%(typed)s”, but we read “%(read)s”. Which is right?"),
}
"""By the code of the finding; one that is not here is told in its own words."""


def merchant_findings(verification: LicenseVerification, attempt: LicenseAttempt) -> list[str]:
    """Return what the merchant can do something about, each once, while the case is open and read."""
    if not verification.is_open or verification.status == verification.Status.SUBMITTED:
        return []
    concerned = [finding for finding in verification.findings if finding.get("for_merchant")]
    return list(dict.fromkeys(_told(finding, verification, attempt) for finding in concerned))


def fields_in_question(verification: LicenseVerification) -> set[str]:
    """Return the fields that a finding for the merchant is about."""
    return {finding["field"] for finding in verification.findings if finding.get("for_merchant") and finding["field"]}


def _told(finding: Mapping[str, Any], verification: LicenseVerification, attempt: LicenseAttempt) -> str:
    sentence = SENTENCES.get(finding["code"])
    if sentence is None:
        return finding_text(finding)
    name = finding["field"]
    typed, read = attempt.stated.get(name, ""), verification.fields.get(name, "")
    return str(sentence) % {"field": field_label(name), "typed": typed, "read": read}
