"""One sending by the merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files import File
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_bizlicense.exceptions import PhotoPurged
from django_bizlicense.models.storage import photo_key, photo_storage
from django_bizlicense.models.verification import LicenseVerification

if TYPE_CHECKING:
    from django_bizlicense.models.reading import LicenseReading


class AttemptQuerySet(models.QuerySet["LicenseAttempt"]):
    """What is asked of sendings in several places."""

    def photo_missing(self) -> AttemptQuerySet:
        """Attempts whose photo was found to be gone from the storage, and was not purged."""
        return self.filter(photo_missing_since__isnull=False).exclude(photo="")


class LicenseAttempt(models.Model):
    """A photo with what the merchant typed, or typed data only (`photo_from` names the attempt with the photo)."""

    verification = models.ForeignKey(LicenseVerification, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("attempt"))
    photo = models.FileField(_("photo"), storage=photo_storage, upload_to=photo_key, max_length=200, blank=True)
    photo_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="data_only_attempts")
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    rotation = models.PositiveSmallIntegerField(default=0, editable=False)
    stated = models.JSONField(_("stated"), default=dict, blank=True)
    consent = models.CharField(max_length=64, blank=True, editable=False)
    photo_missing_since = models.DateTimeField(_("photo missing since"), null=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        default_permissions = ()
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("verification", "number"), name="bizlicense_attempt_number"),)
        indexes = (
            models.Index(
                fields=("verification",),
                name="bizlicense_missing_photo",
                condition=models.Q(photo_missing_since__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.verification_id} #{self.number}"

    @property
    def photo_holder(self) -> LicenseAttempt:
        """The attempt whose file is the photo of this one."""
        return self.photo_from or self

    @property
    def answers(self) -> list[LicenseReading]:
        """The readings in which an engine read a license, that of the first engine first."""
        read = [reading for reading in self.readings.all() if reading.state == reading.State.READ]
        return sorted(read, key=lambda reading: reading.pk)

    @property
    def read(self) -> dict[str, str]:
        """What was read: the first engine's texts, and the second's where the first read nothing."""
        return {name: text for reading in reversed(self.answers) for name, text in reading.fields.items()}

    @property
    def photo_purged(self) -> bool:
        return not self.photo_holder.photo

    def turn(self, angle: int) -> None:
        """Keep that the photo stands upright when it is turned clockwise by 0, 90, 180 or 270 degrees."""
        self.rotation = angle
        self.save(update_fields=["rotation"])

    @property
    def stored_as(self) -> str:
        """The key of the stored JPEG; raises PhotoPurged where there is none any more."""
        if key := str(self.photo_holder.photo):
            return key
        raise PhotoPurged

    def open_photo(self) -> File[bytes]:
        """Return the stored JPEG as an open file; raises what the storage raises.

        Not through the field, which keeps the storage it found when the model was made.
        """
        return photo_storage().open(self.stored_as, "rb")

    def photo_content(self) -> bytes:
        """Return the stored JPEG; raises what the storage raises."""
        with self.open_photo() as file:
            content: bytes = file.read()
        return content
