"""What reviewers decide, and the reasons they give."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_bizlicense.language import spoken
from django_bizlicense.models.attempt import LicenseAttempt
from django_bizlicense.models.verification import LicenseVerification


class ReviewReason(models.Model):
    """One line of the reason catalogue; an inactive one still shows on old decisions."""

    class Group(models.TextChoices):
        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")
        VALIDITY = "validity", _("validity")
        DATA = "data", _("data")
        FINAL = "final", _("final")
        OTHER = "other", _("other")

    code = models.SlugField(_("code"), unique=True)
    group = models.CharField(_("group"), max_length=16, choices=Group.choices)
    title_en = models.CharField(_("title (English)"), max_length=100)
    title_zh = models.CharField(_("title (Chinese)"), max_length=100)
    fix_en = models.TextField(_("how to fix it (English)"), blank=True)
    fix_zh = models.TextField(_("how to fix it (Chinese)"), blank=True)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    needs_text = models.BooleanField(_("needs a text"), default=False)
    active = models.BooleanField(_("active"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return spoken(self.title_zh, self.title_en)

    @property
    def how_to_fix(self) -> str:
        return spoken(self.fix_zh, self.fix_en)

    @property
    def said(self) -> dict[str, str]:
        """What it tells a merchant in one line, by language; nothing where the reviewer has to say it."""
        if self.needs_text:
            return {"zh": "", "en": ""}
        zh, en = (" ".join(text.split()) for text in (self.fix_zh, self.fix_en))
        return {"zh": f"{self.title_zh}：{zh}" if zh else f"{self.title_zh}。", "en": f"{self.title_en}. {en}".rstrip()}


def own_words(message: str, reasons: Iterable[ReviewReason]) -> str:
    """Return a text for the merchant without the lines that these reasons say by themselves, in either language."""
    said = {line for reason in reasons for line in reason.said.values()}
    return "\n".join(line for line in message.splitlines() if line.strip() not in said).strip()


class ReviewDecision(models.Model):
    """What a reviewer, the policy or recognition decided on one version of a case, with the texts as they stood.

    `first_by` gave the approval before this one, where two were asked for; the database lets nobody be both.
    """

    class Outcome(models.TextChoices):
        FIRST_APPROVED = "first_approved", _("approved the first time")
        APPROVED = "approved", _("approved")
        RESUBMISSION_REQUESTED = "resubmission_requested", _("sent back")
        REJECTED = "rejected", _("rejected")
        REOPENED = "reopened", _("reopened")

    AMONG_STAFF = (Outcome.FIRST_APPROVED, Outcome.REOPENED)
    """What is no news for the merchant."""

    verification = models.ForeignKey(LicenseVerification, on_delete=models.PROTECT, related_name="decisions")
    attempt = models.ForeignKey(LicenseAttempt, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField(editable=False)
    outcome = models.CharField(_("outcome"), max_length=32, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_text = models.CharField(_("decided by"), max_length=254)
    message = models.TextField(_("text for the merchant"), blank=True)
    note = models.TextField(_("note for staff"), blank=True)
    fields = models.JSONField(_("fields"), default=dict)
    created_at = models.DateTimeField(_("decided"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ()
        ordering = ("created_at", "pk")
        get_latest_by = ("created_at", "pk")
        indexes = (models.Index(fields=("created_at",), name="bizlicense_decided"),)
        constraints = (
            models.UniqueConstraint(fields=("verification", "version"), name="bizlicense_one_decision_per_version"),
            models.CheckConstraint(
                condition=models.Q(first_by=None) | ~models.Q(first_by=models.F("by")), name="bizlicense_four_eyes"
            ),
        )

    def __str__(self) -> str:
        return f"{self.verification_id}: {self.outcome}"

    @property
    def marked_fields(self) -> list[str]:
        """The fields that any of the reasons points at, each once."""
        return list(dict.fromkeys(name for given in self.given_reasons.all() for name in given.fields))

    @property
    def own_message(self) -> str:
        """The text for the merchant without what its reasons say by themselves."""
        return own_words(self.message, [given.reason for given in self.given_reasons.select_related("reason")])


class DecisionReason(models.Model):
    """One reason of one decision, tied to the fields it concerns."""

    decision = models.ForeignKey(ReviewDecision, on_delete=models.PROTECT, related_name="given_reasons")
    reason = models.ForeignKey(ReviewReason, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField(default=list, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("decision", "reason"), name="bizlicense_reason_once"),)

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.reason_id}"
