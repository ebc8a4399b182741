"""The host's policy: it may approve or ask again by itself, and every verdict with what spoke against it is kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string

from django_bizlicense.assessment import agreed, assess
from django_bizlicense.conf import settings
from django_bizlicense.exceptions import AlreadyDecided, TransitionNotAllowed
from django_bizlicense.license.findings import Finding, Severity
from django_bizlicense.models import LicenseAttempt, LicenseVerification, ReviewReason, VerificationEvent
from django_bizlicense.workflow.review import Reasons, approve, request_resubmission
from django_bizlicense.workflow.steps import Kind, Status, newest_attempt

ACTOR = "policy"
logger = logging.getLogger(__name__)


class Wish(str, Enum):
    """What a policy can want; it never rejects."""

    APPROVE = "approve"
    ASK_AGAIN = "ask_again"
    LEAVE = "leave"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the policy wants; `reasons` and `message` go with ASK_AGAIN.

    `blockers` are codes of what spoke against deciding; with any of them a person decides.
    """

    wish: Wish
    blockers: Sequence[str] = ()
    reasons: Reasons = field(default_factory=dict)
    message: str = ""

    @property
    def taken(self) -> bool:
        """Whether the machine decides."""
        return self.wish is not Wish.LEAVE and not self.blockers


@dataclass(frozen=True, kw_only=True)
class Application:
    """What a policy looks at: the texts as they stand, as read and as stated, and everything that was noticed.

    `agreed` names the fields that two engines read alike; it is empty where one engine reads.
    """

    verification: LicenseVerification
    attempt: LicenseAttempt
    fields: Mapping[str, str]
    read: Mapping[str, str]
    findings: Sequence[Finding]
    agreed: frozenset[str] = frozenset()

    @property
    def stated(self) -> Mapping[str, str]:
        stated: Mapping[str, str] = self.attempt.stated
        return stated


def judge_later(verification: LicenseVerification) -> None:
    """Let the policy look once the case has come to review; a crash in between leaves the case to a person."""
    if settings.REVIEW_POLICY:
        transaction.on_commit(partial(judge, str(verification.pk)), robust=True)


def judge(pk: str) -> Verdict:
    """Ask the policy about a case in review, record its verdict and take the step it wants where nothing blocks it."""
    verification = LicenseVerification.objects.get(pk=pk)
    if verification.status != Status.IN_REVIEW:
        return Verdict(wish=Wish.LEAVE, blockers=["decided_meanwhile"])
    verdict = consider(application(newest_attempt(verification), verification.fields))
    if verification.holder is not None:
        verdict = replace(verdict, blockers=[*verdict.blockers, "claimed"])
    try:
        with transaction.atomic():
            _record(verification, verdict)
            if verdict.taken:
                _take(verification, verdict)
    except (AlreadyDecided, TransitionNotAllowed):
        logger.info("Case %s was decided while the policy looked at it", pk)
        return replace(verdict, blockers=["decided_meanwhile"])
    return verdict


def application(attempt: LicenseAttempt, fields: Mapping[str, str]) -> Application:
    """Gather what the policy looks at, with the findings made anew."""
    return Application(
        verification=attempt.verification,
        attempt=attempt,
        fields=fields,
        read=attempt.read,
        agreed=agreed(attempt.answers),
        findings=assess(attempt, fields),
    )


def consider(question: Application) -> Verdict:
    """Return the verdict of BIZLICENSE_REVIEW_POLICY with our own blockers beside its; writes nothing.

    A policy that raises, or answers with something else, leaves the case to a person.
    """
    path = settings.REVIEW_POLICY
    try:
        verdict = import_string(path)(question)
    except Exception:
        logger.exception("The policy %s failed", path)
        return Verdict(wish=Wish.LEAVE, blockers=["policy_failed"])
    if not isinstance(verdict, Verdict):
        return Verdict(wish=Wish.LEAVE, blockers=["no_verdict"])
    found = _own_blockers(question, verdict)
    return replace(verdict, blockers=list(dict.fromkeys([*found, *map(_slug, verdict.blockers)])))


def _own_blockers(question: Application, verdict: Verdict) -> list[str]:
    if verdict.wish is Wish.APPROVE:
        return _against_approving(question)
    return _against_asking(verdict.reasons) if verdict.wish is Wish.ASK_AGAIN else []


def _against_approving(question: Application) -> list[str]:
    blockers = [finding.code for finding in question.findings if finding.severity is Severity.BLOCKER]
    return blockers if question.read else ["not_read", *blockers]


def _against_asking(reasons: Reasons) -> list[str]:
    known = set(ReviewReason.objects.filter(active=True, code__in=list(reasons)).values_list("code", flat=True))
    return [] if known and known == set(reasons) else ["unknown_reason"]


def _slug(blocker: object) -> str:
    """Keep codes only: history holds no personal content, whatever a policy says."""
    return re.sub(r"[^a-z0-9_]+", "_", str(blocker).lower())[:40]


def _record(verification: LicenseVerification, verdict: Verdict) -> None:
    VerificationEvent.record(
        verification,
        Kind.JUDGED,
        by=ACTOR,
        attempt=verification.attempt_count,
        wish=verdict.wish.value,
        blockers=list(verdict.blockers),
        taken=verdict.taken,
    )


def _take(verification: LicenseVerification, verdict: Verdict) -> None:
    if verdict.wish is Wish.APPROVE:
        approve(verification, by=ACTOR, version=verification.version)
        return
    version, reasons = verification.version, verdict.reasons
    request_resubmission(verification, by=ACTOR, version=version, reasons=reasons, message=verdict.message)
