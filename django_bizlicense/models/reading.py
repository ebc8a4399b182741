"""What one engine made of one attempt."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_bizlicense.error_codes import ErrorCode
from django_bizlicense.models.attempt import LicenseAttempt
from django_bizlicense.models.verification import LicenseVerification
from django_bizlicense.ocr import DEFAULT_ALIAS

HOPELESS = (ErrorCode.OCR_QUOTA_EXHAUSTED.value, ErrorCode.OCR_MISCONFIGURED.value)
"""What does not mend itself soon: where another engine has read the photo, nobody waits for it."""


class ReadingQuerySet(models.QuerySet["LicenseReading"]):
    """Which readings wait, are left behind or lie finished, and the lease that lets one worker run one."""

    def due(self, now: dt.datetime) -> ReadingQuerySet:
        """Readings that wait for nothing, and those whose worker let its lease run out."""
        waiting = Q(state=LicenseReading.State.PENDING, not_before__lte=now)
        abandoned = Q(state=LicenseReading.State.RUNNING, leased_until__lt=now)
        return self.filter(waiting | abandoned)

    def unfinished(self) -> ReadingQuerySet:
        """Readings that wait or are being made."""
        return self.filter(state__in=(LicenseReading.State.PENDING, LicenseReading.State.RUNNING))

    def given_up(self) -> ReadingQuerySet:
        """What failed once and nobody waits for where another engine has read the photo."""
        failed = self.filter(state=LicenseReading.State.PENDING).exclude(error_code="")
        return failed.filter(~Q(alias=DEFAULT_ALIAS) | Q(error_code__in=HOPELESS))

    def not_handed_over(self, before: dt.datetime) -> ReadingQuerySet:
        """Readings finished so long ago whose case still stands as if they were not, and lately untouched."""
        done = (LicenseReading.State.READ, LicenseReading.State.UNREADABLE, LicenseReading.State.FAILED)
        newest = self.filter(attempt__number=F("attempt__verification__attempt_count"))
        waiting = newest.filter(attempt__verification__status=LicenseVerification.Status.SUBMITTED)
        late = waiting.filter(state__in=done, finished_at__lt=before, not_before__lt=before)
        unfinished = self.model.objects.filter(attempt=OuterRef("attempt")).unfinished()
        unfinished = unfinished.exclude(pk__in=self.model.objects.given_up().values("pk"))
        return late.exclude(Exists(unfinished)).select_related("attempt__verification")

    def lease(self, pk: int, *, seconds: float) -> uuid.UUID | None:
        """Take the reading for so many seconds; returns the lease's token, or None where somebody else has it."""
        now, token = timezone.now(), uuid.uuid4()
        taken = (
            self.due(now)
            .filter(pk=pk)
            .update(
                state=LicenseReading.State.RUNNING,
                lease=token,
                leased_until=now + dt.timedelta(seconds=seconds),
                tries=F("tries") + 1,
            )
        )
        return token if taken else None

    def prolong(self, pk: int, lease: uuid.UUID, *, seconds: float) -> bool:
        """Hold a lease for so many seconds from now, also one that has run out; False where somebody has taken over."""
        until = timezone.now() + dt.timedelta(seconds=seconds)
        mine = self.filter(pk=pk, lease=lease, state=LicenseReading.State.RUNNING)
        return bool(mine.update(leased_until=until))


class LicenseReading(models.Model):
    """One (attempt, alias): its state, lease and answer; what was read is never changed afterwards.

    `cert_position` and `img_size` are the engine's, in pixels of the copy it was sent; `outline` is the same
    quadrilateral, and each place in `details` lies, in fractions of the stored photo.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        RUNNING = "running", _("being read")
        READ = "read", _("read")
        UNREADABLE = "unreadable", _("no license found")
        FAILED = "failed", _("failed")

    attempt = models.ForeignKey(LicenseAttempt, on_delete=models.PROTECT, related_name="readings")
    alias = models.CharField(_("engine"), max_length=50)
    account = models.CharField(max_length=100, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.PENDING)
    not_before = models.DateTimeField(default=timezone.now, editable=False)
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveIntegerField(default=0, editable=False)

    fields = models.JSONField(_("read"), default=dict, blank=True)
    details = models.JSONField(default=dict, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    cert_position = models.JSONField(null=True, blank=True)
    img_size = models.JSONField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    codes = models.JSONField(default=list, blank=True)
    raw = models.JSONField(null=True, blank=True)

    error_code = models.CharField(_("error"), max_length=40, blank=True)
    vendor_code = models.CharField(max_length=40, blank=True)
    rid = models.CharField(max_length=100, blank=True)
    reused = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("attempt", "alias"), name="bizlicense_one_reading"),)
        indexes = (
            models.Index(fields=("state", "not_before"), name="bizlicense_waiting"),
            models.Index(fields=("sha256", "account"), name="bizlicense_same_photo"),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.alias}: {self.state}"
