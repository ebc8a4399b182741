"""Fills an empty database with cases as a marketplace has them after two years; invented, the same every time.

95 in 100 are decided. Each status keeps some, so that a page of fifty is full however small the database is and a
thousand can be compared with a million. A few owners have most cases.
"""

from __future__ import annotations

import json

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection

from benchmarks.million.plan import number_sendings, plan_cases
from benchmarks.million.rows import indexes_afterwards, run, spread
from benchmarks.million.words import FINDINGS
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import (
    DecisionReason,
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    ReviewDecision,
    ReviewReason,
    VerificationEvent,
)
from tests import factories

READ_ALIAS, ACCOUNT = "default", "wechat:benchmark"
DECIDED = "NOT newest OR settled OR status = 'second_review'"
EDITION = 3
"""Raised with every change of what is filled in; databases of an earlier one are made anew."""


def fill(size: int) -> None:
    """Fill the database that is now the default; with statements that run inside the server."""
    people = max(size * 6 // 10, 100)
    _people(people)
    plan_cases(size, people, soon=6 if size < 100_000 else 250)
    number_sendings()
    attempt = _template()
    with indexes_afterwards():
        _cases(attempt.verification)
        _sendings(attempt)
        _readings(attempt)
        _events(attempt.verification)
        _decisions(attempt)
    run(*connection.ops.sequence_reset_sql(no_style(), [LicenseAttempt, ReviewDecision]))
    run("DROP TABLE sent", "DROP TABLE plan", "ANALYZE")


def _people(count: int) -> None:
    """Make merchants whose ids are 1 to count, and two reviewers."""
    merchant = get_user_model()(pk=0, username="merchant", email="merchant@example.com")
    merchant.set_unusable_password()
    merchant.save(force_insert=True)
    texts = {"username": "'merchant' || n", "email": "'merchant' || n || '@example.com'"}
    spread(merchant, f"generate_series(1, {count}) AS n", id="n", **texts)
    run(*connection.ops.sequence_reset_sql(no_style(), [get_user_model()]))
    factories.reviewer("reviewer")
    factories.reviewer("colleague")


def _template() -> LicenseAttempt:
    """Make one withdrawn case, whose columns stand for those that do not matter; the sendings count from 2."""
    case = LicenseVerification.objects.create(status="withdrawn")
    return LicenseAttempt.objects.create(pk=1, verification=case, number=1, sha256="0" * 64, width=3000, height=2250)


def _cases(case: LicenseVerification) -> None:
    approved = "status = 'approved'"
    is_open = "NOT settled OR row.status = 'resubmission_requested'"
    spread(
        case,
        "plan JOIN (SELECT n, fields FROM sent WHERE newest) AS texts USING (n) ORDER BY n",
        **{name: f"fields ->> '{name}'" for name in factories.ANSWER if name in FIELDS},
        id="id",
        number_key="number",
        name_key="name",
        person_key="person",
        owner_id="merchant",
        owner_text="'merchant' || merchant",
        merchant_ref="'shop-' || n",
        open_key=f"CASE WHEN {is_open} THEN merchant || ':shop-' || n END",
        status="row.status",
        version="2 + refused::int * 2",
        attempt_count="1 + refused::int",
        findings=f"'{json.dumps(FINDINGS)}'::jsonb -> row.heaviest",
        heaviest="row.heaviest",
        unread="row.unread",
        created_at="sent_at - refused::int * interval '1 day'",
        submitted_at="sent_at",
        decided_at=f"CASE WHEN {approved} OR row.status = 'rejected' THEN sent_at + interval '4 minutes' END",
        expires_on=f"CASE WHEN row.{approved} AND mod(lasts, 3) > 0 THEN current_date + lasts END",
        history_length="CASE WHEN settled OR row.status = 'second_review' THEN 4 ELSE 2 END + refused::int * 4",
        reverify_on=f"CASE WHEN row.{approved} THEN sent_at::date + 180 END",
    )


def _sendings(attempt: LicenseAttempt) -> None:
    spread(
        attempt,
        "sent ORDER BY attempt",
        id="attempt + 1",
        verification_id="row.id",
        number="sending",
        photo="'licenses/' || left(digest, 2) || '/' || left(digest, 32) || '.jpg'",
        sha256="digest",
        created_at="at",
    )


def _readings(attempt: LicenseAttempt) -> None:
    template = LicenseReading.objects.create(attempt=attempt, alias=READ_ALIAS, account=ACCOUNT, state="unreadable")
    state = "CASE WHEN row.status = 'submitted' AND newest THEN 'pending' WHEN unread THEN 'failed' ELSE 'read' END"
    raw = {"errcode": 0, "errmsg": "ok", "cert_position": factories.ANSWER["cert_position"]}
    spread(
        template,
        "sent ORDER BY attempt",
        attempt_id="attempt + 1",
        sha256="digest",
        state=state,
        not_before="at",
        fields="CASE WHEN unread THEN '{}'::jsonb ELSE row.fields END",
        raw=f"row.fields || '{json.dumps(raw)}'::jsonb",
        created_at="at",
        finished_at=f"CASE WHEN ({state}) = 'pending' THEN NULL ELSE at + interval '2 seconds' END",
    )


def _events(case: LicenseVerification) -> None:
    """Write what led to where each case stands: four or five lines for each sending."""
    template = VerificationEvent.record(case, "withdrawn")
    steps = """(VALUES
        (1, 0, 'submitted', 'user:' || merchant), (2, 2, 'read', 'recognition'), (3, 180, 'photo_viewed', 'user:1'),
        (4, 240, CASE WHEN NOT newest THEN 'resubmission_requested' WHEN status = 'second_review' THEN 'first_approved'
         ELSE status END, 'user:2')) AS step (place, seconds, what, who)"""
    spread(
        template,
        f"sent CROSS JOIN LATERAL {steps} WHERE place <= CASE WHEN {DECIDED} THEN 4 ELSE 2 END ORDER BY attempt, place",
        verification_id="row.id",
        position="(sending - 1) * 4 + place",
        kind="what",
        actor="who",
        data="jsonb_build_object('attempt', sending, 'digest', digest)",
        created_at="at + seconds * interval '1 second'",
    )


def _decisions(attempt: LicenseAttempt) -> None:
    """Write the decisions of all refused and settled sendings."""
    reviewer = get_user_model().objects.get(username="reviewer")
    template = ReviewDecision.objects.create(
        pk=1,
        verification=attempt.verification,
        attempt=attempt,
        version=1,
        outcome="reopened",
        by=reviewer,
        by_text="reviewer",
    )
    outcome = "CASE WHEN NOT newest THEN 'resubmission_requested' WHEN row.status = 'expired' THEN 'approved'"
    spread(
        template,
        "sent WHERE (settled AND status <> 'withdrawn') OR NOT newest ORDER BY attempt",
        id="attempt + 1",
        verification_id="row.id",
        attempt_id="attempt + 1",
        version="sending * 2",
        outcome=f"{outcome} ELSE row.status END",
        fields="row.fields",
        created_at="at + interval '4 minutes'",
    )
    _reasons(template)


def _reasons(decision: ReviewDecision) -> None:
    """Let nine refusals of ten say that the photo is blurry."""
    blurry, *others = ReviewReason.objects.order_by("position").values_list("pk", flat=True)
    given = DecisionReason.objects.create(decision=decision, reason_id=blurry)
    rare = f"('{{{','.join(map(str, others))}}}'::int[])[1 + mod(id, {len(others)})]"
    spread(
        given,
        "bizlicense_reviewdecision WHERE outcome IN ('resubmission_requested', 'rejected') ORDER BY id",
        decision_id="row.id",
        reason_id=f"CASE WHEN mod(row.id, 10) > 0 THEN {blurry} ELSE {rare.replace('mod(id', 'mod(row.id / 10')} END",
    )
