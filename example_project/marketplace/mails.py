"""One e-mail for each outcome, through the package's signals."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from django_bizlicense import signals
from django_bizlicense.models import LicenseVerification, ReviewDecision


@receiver(signals.review_opened)
def tell_reviewers(verification: LicenseVerification, **details: Any) -> None:
    """Tell the staff that a license waits."""
    url = _address("admin:bizlicense_licenseverification_change", verification)
    send_mail(_("A license waits for review: %s") % verification, url, None, [settings.REVIEW_TEAM])


@receiver(signals.license_approved)
def tell_approved(verification: LicenseVerification, **details: Any) -> None:
    """Tell the merchant that the shop can open."""
    _tell(verification, _("Your license is verified"), _("Your shop can open: %s") % _shop())


@receiver(signals.resubmission_requested)
def tell_sent_back(verification: LicenseVerification, decision: ReviewDecision, **details: Any) -> None:
    """Tell the merchant what to mend."""
    url = _address("bizlicense:status", verification)
    _tell(verification, _("Please send your license again"), f"{_reasons(decision)}\n{url}")


@receiver(signals.license_rejected)
def tell_rejected(verification: LicenseVerification, decision: ReviewDecision, **details: Any) -> None:
    """Tell the merchant why not."""
    _tell(verification, _("Your license was not accepted"), _reasons(decision))


@receiver((signals.license_expiring, signals.reverification_due))
def remind(verification: LicenseVerification, **details: Any) -> None:
    """Remind the merchant that a new photo is due; the page says until when."""
    _tell(verification, _("Please send a new photo of your license"), _address("bizlicense:status", verification))


def _tell(verification: LicenseVerification, subject: str, body: str) -> None:
    if verification.owner and verification.owner.email:
        send_mail(subject, body, None, [verification.owner.email])


def _reasons(decision: ReviewDecision) -> str:
    given = [given.reason for given in decision.given_reasons.select_related("reason")]
    lines = [f"- {reason.title}. {reason.how_to_fix}".rstrip() for reason in given]
    return "\n".join([*lines, *filter(None, [decision.own_message])])


def _address(name: str, verification: LicenseVerification) -> str:
    return settings.SITE_URL + reverse(name, args=[verification.pk])


def _shop() -> str:
    return settings.SITE_URL + reverse("shop")
