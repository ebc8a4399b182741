"""One merchant's case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings as django_settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_bizlicense.conf import settings
from django_bizlicense.license.dates import day_in_china
from django_bizlicense.license.fields import FIELDS, clean_text
from django_bizlicense.license.names import fold
from django_bizlicense.license.numbers import normal_number

if TYPE_CHECKING:
    from django_bizlicense.models.attempt import LicenseAttempt
    from django_bizlicense.models.decision import ReviewDecision

IN_REVIEW = models.Q(status__in=("in_review", "second_review"))
"""What the queue shows, so that its order comes from an index however many cases are decided."""
UNREAD = models.Q(IN_REVIEW, unread=True)
"""What a person must type."""
UNPURGED = ~models.Q(photo_purged_at__gte=models.F("submitted_at")) & ~models.Q(
    fields_purged_at__gte=models.F("submitted_at")
)
"""What can be looked at again: photo and fields are there."""


class CurrentFields(models.Model):
    """The twelve texts as they stand after corrections."""

    reg_num = models.TextField(_("registration number"), blank=True)
    enterprise_name = models.TextField(_("name"), blank=True)
    type_of_enterprise = models.TextField(_("type"), blank=True)
    legal_representative = models.TextField(_("legal representative"), blank=True)
    address = models.TextField(_("address"), blank=True)
    registered_capital = models.TextField(_("registered capital"), blank=True)
    paid_in_capital = models.TextField(_("paid-in capital"), blank=True)
    registered_date = models.TextField(_("date of registration"), blank=True)
    valid_period = models.TextField(_("term"), blank=True)
    business_scope = models.TextField(_("business scope"), blank=True)
    type_of_organization = models.TextField(_("form of organization"), blank=True)
    serial = models.TextField(_("serial number"), blank=True)

    number_key = models.CharField(max_length=32, blank=True, editable=False, db_index=True)
    name_key = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    person_key = models.CharField(max_length=50, blank=True, editable=False, db_index=True)

    class Meta:
        abstract = True

    @property
    def fields(self) -> dict[str, str]:
        """The current texts, empty ones left out."""
        return {name: text for name in FIELDS if (text := getattr(self, name))}


def current_columns(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the columns that hold these texts: the twelve, and the normal forms for search."""
    columns = {name: clean_text(texts.get(name, "")) for name in FIELDS}
    columns["number_key"] = normal_number(columns["reg_num"])[:32]
    columns["name_key"] = fold(columns["enterprise_name"])[:100]
    columns["person_key"] = fold(columns["legal_representative"])[:50]
    return columns


class LicenseVerification(CurrentFields):
    """One merchant's case; the id never changes, the status changes only through `workflow`.

    `unread` says that no engine has read the newest attempt. `legal_hold` says why nothing of the case may be purged;
    `expiry_reminded` and `reverify_reminded` are the least number of days before its date of which the merchant was
    reminded; `history_length` and `history_head` say where the chain of its events ends.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("being read")
        AWAITING_CONFIRMATION = "awaiting_confirmation", _("to be confirmed")
        IN_REVIEW = "in_review", _("in review")
        SECOND_REVIEW = "second_review", _("in second review")
        RESUBMISSION_REQUESTED = "resubmission_requested", _("sent back")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Weight(models.IntegerChoices):
        """How heavy the heaviest finding is."""

        NONE = 0, _("none")
        INFO = 1, _("hint")
        WARNING = 2, _("warning")
        BLOCKER = 3, _("blocker")

    OPEN = (
        Status.SUBMITTED,
        Status.AWAITING_CONFIRMATION,
        Status.IN_REVIEW,
        Status.SECOND_REVIEW,
        Status.RESUBMISSION_REQUESTED,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="license_verifications",
    )
    owner_text = models.CharField(_("owner as text"), max_length=254, blank=True, db_index=True)
    merchant_ref = models.CharField(_("merchant"), max_length=100, blank=True, db_index=True)
    open_key = models.CharField(max_length=200, null=True, unique=True, editable=False)  # noqa: DJ001
    status = models.CharField(_("status"), max_length=32, choices=Status.choices, default=Status.SUBMITTED)
    version = models.PositiveIntegerField(default=1, editable=False)
    attempt_count = models.PositiveIntegerField(default=1, editable=False)
    findings = models.JSONField(_("findings"), default=list, blank=True)
    heaviest = models.PositiveSmallIntegerField(choices=Weight.choices, default=Weight.NONE, editable=False)
    unread = models.BooleanField(_("not read"), default=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    expires_on = models.DateField(_("valid until"), null=True, editable=False)
    reverify_on = models.DateField(_("to be verified again on"), null=True, editable=False, db_index=True)
    claimed_by = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        verbose_name=_("worked on by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    claimed_until = models.DateTimeField(null=True, editable=False)
    legal_hold = models.TextField(_("legal hold"), blank=True)
    expiry_reminded = models.PositiveSmallIntegerField(null=True, editable=False)
    reverify_reminded = models.PositiveSmallIntegerField(null=True, editable=False)
    photo_purged_at = models.DateTimeField(_("photo purged"), null=True, editable=False)
    raw_purged_at = models.DateTimeField(_("raw answers purged"), null=True, editable=False)
    fields_purged_at = models.DateTimeField(_("fields purged"), null=True, editable=False)
    history_length = models.PositiveIntegerField(default=0, editable=False)
    history_head = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("license verification")
        verbose_name_plural = _("license verifications")
        default_permissions = ("view",)
        permissions = (
            ("review_licenseverification", "Can review license verifications"),
            ("export_licenseverification", "Can export license verifications"),
            ("reopen_licenseverification", "Can reopen decided license verifications"),
            ("hold_licenseverification", "Can keep license verifications from being purged"),
        )
        indexes = (
            models.Index(fields=("status", "submitted_at", "id"), name="bizlicense_queue"),
            models.Index(fields=("submitted_at", "id"), name="bizlicense_oldest"),
            models.Index(fields=("submitted_at", "id"), name="bizlicense_review", condition=IN_REVIEW),
            models.Index(fields=("heaviest", "submitted_at", "id"), name="bizlicense_heavy", condition=IN_REVIEW),
            models.Index(fields=("submitted_at", "id"), name="bizlicense_unread", condition=UNREAD),
            models.Index(fields=("expires_on", "id"), name="bizlicense_expiring"),
            models.Index(fields=("owner", "created_at"), name="bizlicense_owner"),
        )

    def __str__(self) -> str:
        return self.enterprise_name or self.merchant_ref or str(self.id)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def expired(self) -> bool:
        """Whether an approval has run out by the calendar in China, whether or not the event was written yet."""
        return self.status == self.Status.EXPIRED or (
            self.status == self.Status.APPROVED
            and self.expires_on is not None
            and self.expires_on < first_day_in_term()
        )

    @property
    def purged(self) -> bool:
        """Whether photo or fields are gone, and nothing was sent since."""
        purged_at = (self.photo_purged_at, self.fields_purged_at)
        return any(at is not None and at >= self.submitted_at for at in purged_at)

    @property
    def holder(self) -> Any:
        """The reviewer who works on the case, while the claim lasts; else None."""
        lasts = self.claimed_until is not None and self.claimed_until > timezone.now()
        return self.claimed_by if lasts else None

    @property
    def attempts_left(self) -> int:
        """How many more sendings BIZLICENSE_ATTEMPTS_MAX allows."""
        return max(0, settings.ATTEMPTS_MAX - self.attempt_count)

    @property
    def latest_attempt(self) -> LicenseAttempt | None:
        """The newest sending, with one query."""
        return self.attempts.order_by("-number").first()

    @property
    def latest_decision(self) -> ReviewDecision | None:
        """The newest decision on any sending, with one query."""
        return self.decisions.order_by("pk").last()


def key_while_open(owner_id: Any, merchant_ref: str) -> str | None:
    """Return what is unique among open cases; a partial unique index would not exist on MariaDB."""
    return None if owner_id is None else f"{owner_id}:{merchant_ref}"


def today_in_china() -> dt.date:
    """Return today's date in Asia/Shanghai, where the dates on a license are meant."""
    return day_in_china(timezone.now())


def first_day_in_term() -> dt.date:
    """Return the earliest last day of a term that counts today, BIZLICENSE_EXPIRY_GRACE_DAYS included."""
    return today_in_china() - settings.EXPIRY_GRACE
