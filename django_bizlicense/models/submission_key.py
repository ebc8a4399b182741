"""What makes a repeated request one sending."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from django_bizlicense.models.verification import LicenseVerification


class SubmissionKey(models.Model):
    """An idempotency key of one owner: what was sent under it, and, once it is done, the case it went to."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    verification = models.ForeignKey(LicenseVerification, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="bizlicense_one_sending_per_key"),)

    def __str__(self) -> str:
        return f"{self.owner_id} {self.key}"
