"""Requests to values, cases to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.reverse import reverse

from django_bizlicense.license.fields import FIELDS, MAX_LENGTH, clean_text
from django_bizlicense.license.normalize import normalize
from django_bizlicense.models import DecisionReason, LicenseAttempt, LicenseVerification, ReviewDecision
from django_bizlicense.workflow import restatable
from django_bizlicense.workflow.validity import renew_by

Status = LicenseVerification.Status

POLL_AFTER: Mapping[str, int] = {Status.SUBMITTED: 3, Status.IN_REVIEW: 30, Status.SECOND_REVIEW: 30}
"""Seconds until it is worth asking again, while others than the merchant are at it."""

CONSENT_MAX_LENGTH = 10_000


class MerchantRefField(serializers.CharField):
    """The host's own id of a merchant, cleaned before it is measured, as the page does it: one text is one merchant."""

    def to_internal_value(self, data: Any) -> str:
        return clean_text(super().to_internal_value(data))


class SendingSerializer(serializers.Serializer[Any]):
    """The texts of one sending; what else a request carries is left alone."""

    merchant_ref = MerchantRefField(required=False, allow_blank=True, max_length=100)
    consent = serializers.CharField(required=False, allow_blank=True, max_length=CONSENT_MAX_LENGTH)
    idempotency_key = serializers.CharField(required=False, allow_blank=True, max_length=255)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        stated = {
            name: serializers.CharField(required=False, allow_blank=True, max_length=MAX_LENGTH) for name in FIELDS
        }
        return {**super().get_fields(), **stated}

    @property
    def restated(self) -> dict[str, str]:
        """The fields that were sent, empty ones too."""
        return {name: self.validated_data[name] for name in FIELDS if name in self.validated_data}

    @property
    def stated(self) -> dict[str, str]:
        """The fields that say something."""
        return {name: text for name in FIELDS if (text := self.validated_data.get(name))}


class VerificationSerializer(serializers.BaseSerializer[LicenseVerification]):
    """A case as its merchant sees it; with `for_review` in the context all findings and what was read as well.

    While a photo is being read there are no fields and findings: those of an earlier attempt are not today's.
    """

    def to_representation(self, instance: LicenseVerification) -> dict[str, Any]:
        attempt = list(instance.attempts.all())[-1]
        being_read = instance.status == Status.SUBMITTED
        fields = {} if being_read else instance.fields
        shown = Status(Status.EXPIRED if instance.expired else instance.status)
        return {
            "id": str(instance.pk),
            "status": shown.value,
            "status_text": str(shown.label),
            "merchant_ref": instance.merchant_ref,
            "version": instance.version,
            "attempt": attempt.number,
            "attempts_left": instance.attempts_left,
            "restatable": restatable(instance),
            "submitted_at": instance.submitted_at,
            "fields": fields,
            "stated": attempt.stated,
            "normalized": normalize(fields).as_json(),
            "findings": [] if being_read else self._findings(instance),
            "decision": _decision(instance, attempt),
            "expires_on": instance.expires_on,
            "reverify_on": instance.reverify_on,
            "renew_by": renew_by(instance),
            "poll_after": POLL_AFTER.get(shown),
            "links": self._links(instance),
            **self._for_review(attempt),
        }

    def _findings(self, verification: LicenseVerification) -> list[dict[str, Any]]:
        everything = self.context.get("for_review", False)
        return [finding for finding in verification.findings if everything or finding.get("for_merchant")]

    def _for_review(self, attempt: LicenseAttempt) -> dict[str, Any]:
        if not self.context.get("for_review"):
            return {}
        return {"read": {reading.alias: reading.fields for reading in attempt.readings.order_by("pk")}}

    def _links(self, verification: LicenseVerification) -> dict[str, str]:
        request = self.context["request"]
        namespace = request.resolver_match.namespace
        names = {"self": "detail", "attempts": "attempts", "confirmation": "confirmation", "image": "image"}
        return {
            link: reverse(f"{namespace}:verification-{name}", args=[verification.pk], request=request)
            for link, name in names.items()
        }


def represent(verification: LicenseVerification, request: Any, *, for_review: bool = False) -> dict[str, Any]:
    """Return one case as JSON, with absolute links."""
    serializer = VerificationSerializer(verification, context={"request": request, "for_review": for_review})
    return dict(serializer.data)


def _decision(verification: LicenseVerification, attempt: LicenseAttempt) -> dict[str, Any] | None:
    """Return the newest decision where it stands and is about the newest attempt; never the note for staff."""
    decisions = list(verification.decisions.all())
    decision = decisions[-1] if decisions else None
    if decision is None or decision.attempt_id != attempt.pk or decision.outcome in ReviewDecision.AMONG_STAFF:
        return None
    return {
        "outcome": decision.outcome,
        "reasons": [_reason(given) for given in decision.given_reasons.all()],
        "message": decision.message,
        "decided_at": decision.created_at,
    }


def _reason(given: DecisionReason) -> dict[str, Any]:
    reason = given.reason
    return {
        "code": reason.code,
        "title": reason.title_en,
        "title_zh": reason.title_zh,
        "how_to_fix": reason.fix_en,
        "how_to_fix_zh": reason.fix_zh,
        "fields": given.fields,
    }
