"""The append-only history of a case."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from django_bizlicense.conf import settings
from django_bizlicense.models.append_only import AppendOnlyQuerySet, refuse_unless_maintained
from django_bizlicense.models.chain import event_mac, head_mac, keys
from django_bizlicense.models.verification import LicenseVerification


class VerificationEvent(models.Model):
    """One thing that happened: codes, field names, digests and the actor as text; never personal content.

    So a photo or a text can be purged without touching history. `position` counts from 1 within the case and `mac`
    chains each event to those before it (`models.chain`); only `record` appends.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("sent by the merchant")
        READ = "read", _("read by an engine")
        NO_LICENSE = "no_license", _("no license found in the photo")
        READING_FAILED = "reading_failed", _("could not be read")
        CONFIRMED = "confirmed", _("confirmed by the merchant")
        REVIEW_OPENED = "review_opened", _("handed to review")
        RESTATED = "restated", _("statement changed by the merchant")
        CORRECTED = "corrected", _("corrected")
        FIRST_APPROVED = "first_approved", _("approved the first time")
        APPROVED = "approved", _("approved")
        RESUBMISSION_REQUESTED = "resubmission_requested", _("sent back")
        REJECTED = "rejected", _("rejected")
        REOPENED = "reopened", _("reopened")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        PHOTO_VIEWED = "photo_viewed", _("photo viewed")
        TAKEN_OVER = "taken_over", _("taken over")
        JUDGED = "judged", _("judged by the policy")
        REMINDED = "reminded", _("merchant reminded")
        HELD = "held", _("put under legal hold")
        HOLD_LIFTED = "hold_lifted", _("legal hold lifted")
        PURGED = "purged", _("purged")
        EXPORTED = "exported", _("exported")

    ASIDE = (
        *(Kind.PHOTO_VIEWED, Kind.TAKEN_OVER, Kind.JUDGED, Kind.REMINDED),
        *(Kind.HELD, Kind.HOLD_LIFTED, Kind.PURGED, Kind.EXPORTED),
    )
    """What raises no version."""

    verification = models.ForeignKey(LicenseVerification, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField(default=0, editable=False)
    mac = models.CharField(max_length=64, blank=True, editable=False)
    kind = models.CharField(_("event"), max_length=32, choices=Kind.choices)
    actor = models.CharField(_("by"), max_length=100)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = AppendOnlyQuerySet["VerificationEvent"].as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        default_permissions = ()
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("verification", "position"), name="bizlicense_one_position"),)

    def __str__(self) -> str:
        return f"{self.verification_id}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding or not self.mac:
            refuse_unless_maintained()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        refuse_unless_maintained()
        return super().delete(*args, **kwargs)

    @classmethod
    def record(cls, verification: LicenseVerification, kind: str, *, by: Any = None, **data: Any) -> VerificationEvent:
        """Append one event; `by` is a user, a text such as "recognition", or None for the system.

        The row of the case is locked until the transaction ends, so that of many who append each gets a position.
        """
        as_read_back = json.loads(json.dumps(data))
        event = cls(verification=verification, kind=kind, actor=actor_text(by), data=as_read_back)
        with transaction.atomic(savepoint=False):
            _append(event, verification)
        return event


def _append(event: VerificationEvent, verification: LicenseVerification) -> None:
    """Chain an event to the end of its case's history and put the head behind it; other columns stay as they are."""
    weak = connection.features.has_select_for_no_key_update  # lets others refer to the case meanwhile
    case = LicenseVerification.objects.filter(pk=verification.pk)
    length, before = case.select_for_update(no_key=weak).values_list("history_length", "history_head").get()
    key, event.position = keys()[0], length + 1
    event.mac = event_mac(
        key, before, verification.pk, event.position, event.kind, event.actor, event.created_at, event.data
    )
    event.save(force_insert=True)
    head = head_mac(key, verification.pk, event.position, event.mac)
    case.update(history_length=event.position, history_head=head)
    verification.history_length, verification.history_head = event.position, head


def actor_text(by: Any) -> str:
    """Return who acts without personal content: "user:7", "recognition", "system"."""
    if by is None:
        return "system"
    return by if isinstance(by, str) else f"user:{by.pk}"


def actor_name(actor: str) -> str:
    """Return the login name behind "user:7" while that user exists, else the text itself."""
    return actor_names([actor])[actor]


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """Return the names behind many actors with one query."""
    names = {actor: actor for actor in actors}
    pks = [actor.partition(":")[2] for actor in names if actor.startswith("user:")]
    for user in get_user_model()._default_manager.filter(pk__in=pks) if pks else ():
        names[actor_text(user)] = user.get_username()
    return names


def digest(text: str) -> str:
    """Return a keyed digest, so that history can prove a text without holding it."""
    return _digest(text, settings.HISTORY_KEYS[0])


def proves(known: str, text: str) -> bool:
    """Whether a digest is one of this text, made with any of BIZLICENSE_HISTORY_KEYS."""
    return any(constant_time_compare(known, _digest(text, key)) for key in settings.HISTORY_KEYS)


def _digest(text: str, key: str) -> str:
    return salted_hmac("bizlicense.event", text, secret=key, algorithm="sha256").hexdigest()[:32]
