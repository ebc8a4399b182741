"""Fills an empty database with cases as a marketplace has them after two years; invented, the same every time.

95 in 100 are decided. Each status keeps some, so that a page of fifty is full however small the database is and a
thousand can be compared with a million. A few owners have most cases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, models

from benchmarks.million.words import CITIES, FINDINGS, FIRST, SCOPE, SURNAMES, TRADES
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

LEAST, LEAST_IN_REVIEW = 60, 240
SHARES = {
    "in_review": 2800,
    "second_review": 200,
    "submitted": 200,
    "awaiting_confirmation": 3000,
    "resubmission_requested": 43_800,
    "rejected": 40_000,
    "expired": 40_000,
    "withdrawn": 20_000,
}
"""Cases of each status in a million; what is left is approved."""
READ_ALIAS, ACCOUNT = "default", "wechat:benchmark"
DECIDED = "NOT newest OR settled OR status = 'second_review'"
EDITION = 3
"""Raised with every change of what is filled in; databases of an earlier one are made anew."""


def fill(size: int) -> None:
    """Fill the database that is now the default; with statements that run inside the server."""
    people = max(size * 6 // 10, 100)
    _people(people)
    _plan(size, people, soon=6 if size < 100_000 else 250)
    _sent()
    attempt = _template()
    with _indexes_afterwards():
        _cases(attempt)
        _readings(attempt)
        _events(attempt.verification)
        _decisions(attempt)
    run(*connection.ops.sequence_reset_sql(no_style(), [LicenseAttempt, ReviewDecision]))
    run("DROP TABLE sent", "DROP TABLE plan", "ANALYZE")


def run(*statements: str, **values: Any) -> None:
    """Run statements one by one, each with the same values."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values or None)


def spread(template: models.Model, source: str, **texts: str) -> None:
    """Insert one row for each of the source: these columns as SQL says, all others as the template has them."""
    columns = [field for field in template._meta.concrete_fields if not field.primary_key or field.column in texts]
    names = ", ".join(f'"{field.column}"' for field in columns)
    values = ", ".join(texts.get(field.column, f'(template.one)."{field.column}"') for field in columns)
    table, key = template._meta.db_table, template._meta.pk.column
    run(
        f'INSERT INTO "{table}" ({names}) SELECT {values} FROM (SELECT * FROM {source}) AS row,'
        f' (SELECT one FROM "{table}" AS one WHERE "{key}" = %(template)s) AS template',
        template=template.pk,
    )


@contextmanager
def _indexes_afterwards() -> Iterator[None]:
    """Drop the indexes that hold no constraint, and make them again in one go; it takes half the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept.relname, pg_get_indexdef(kept.oid) FROM pg_index JOIN pg_class kept ON kept.oid = indexrelid"
            " JOIN pg_class filled ON filled.oid = indrelid"
            r" WHERE filled.relname LIKE 'bizlicense\_%' AND NOT indisunique"
        )
        indexes = dict(cursor.fetchall())
    run(*(f'DROP INDEX "{name}"' for name in indexes))
    yield
    connection.check_constraints()  # inside a transaction they are still due, and keep indexes from being made
    run(*indexes.values())


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


def _plan(size: int, people: int, *, soon: int) -> None:
    """Decide about each case once, in a table that all others are made from; rows lie by age, statuses do not."""
    words = {
        "city": CITIES,
        "first": FIRST,
        "second": FIRST,
        "trade": TRADES,
        "surname": SURNAMES,
        "third": FIRST,
        "fourth": FIRST,
    }
    drawn = ", ".join(f"{_one_of(choices)} AS {name}" for name, choices in words.items())
    days = "CASE WHEN status IN ('in_review', 'second_review') THEN 3 WHEN status = 'submitted' THEN 0.02"
    days += " WHEN status IN ('awaiting_confirmation', 'resubmission_requested') THEN 60 ELSE 730 END"
    run("SELECT setseed(0.5)")
    run(
        f"""
        CREATE UNLOGGED TABLE plan AS
        WITH ranked AS MATERIALIZED (
            SELECT rank, {_status(size)} AS status, 1 + floor(power(random(), 3) * {people})::int AS merchant,
                   mod(rank, 4) AS heaviest, mod(rank, 10) < 3 AS refused, mod(rank / 4, 4) = 0 AS unread,
                   CASE WHEN mod(rank, {soon}) = 0 THEN 5 + mod(rank, 25) ELSE 40 + mod(rank, 7000) END AS lasts,
                   '91330' || lpad(mod(rank, 997)::text, 3, '0') || 'MA' || upper(substr(md5(rank::text), 1, 8))
                   AS number, random() AS age, {drawn}
            FROM generate_series(1, {size}) AS rank
        ), dated AS (
            SELECT *, now() - ({days} * age * interval '1 day' + interval '5 minutes') AS sent_at FROM ranked
        )
        SELECT row_number() OVER (ORDER BY sent_at) AS n, md5(rank::text)::uuid AS id, *,
               city || '样本' || first || second || trade || '有限公司' AS name,
               surname || '样' || third || fourth || second AS person,
               status NOT IN ('in_review', 'second_review', 'submitted', 'awaiting_confirmation') AS settled
        FROM dated ORDER BY sent_at
        """
    )


def _status(size: int) -> str:
    """Return the SQL that gives the first ranks the rarer statuses."""
    branches, reached = [], 0
    for status, share in SHARES.items():
        reached += max(share * size // 1_000_000, LEAST_IN_REVIEW if status == "in_review" else LEAST)
        branches.append(f"WHEN rank <= {reached} THEN '{status}'")
    return f"CASE {' '.join(branches)} ELSE 'approved' END"


def _one_of(choices: list[str]) -> str:
    return f"('{{{','.join(choices)}}}'::text[])[1 + floor(random() * {len(choices)})::int]"


def _sent() -> None:
    """Number the sendings: what was refused once was sent twice, the first time a day earlier."""
    run(
        """
        CREATE UNLOGGED TABLE sent AS
        SELECT row_number() OVER (ORDER BY n, sending) AS attempt, n, id, status, merchant, settled, sending,
               sending = 1 + refused::int AS newest, unread AND sending = 1 + refused::int AS unread,
               sent_at - (1 + refused::int - sending) * interval '1 day' AS at,
               md5(rank::text || ' ' || sending) || md5(sending || ' ' || rank::text) AS digest,
               jsonb_build_object('reg_num', number, 'enterprise_name', name, 'legal_representative', person,
                   'address', city || '市样本路' || mod(rank, 500) || '号', 'registered_capital', '伍佰万元整',
                   'registered_date', '2019年05月06日', 'type_of_enterprise', '有限责任公司',
                   'valid_period', '2019年05月06日至长期', 'business_scope', %(scope)s::text) AS fields
        FROM plan CROSS JOIN LATERAL generate_series(1, 1 + refused::int) AS sending
        ORDER BY n, sending
        """,
        scope=SCOPE,
    )


def _template() -> LicenseAttempt:
    """Make one withdrawn case, whose columns stand for those that do not matter."""
    case = LicenseVerification.objects.create(status="withdrawn")
    return LicenseAttempt.objects.create(verification=case, number=1, sha256="0" * 64, width=3000, height=2250)


def _cases(attempt: LicenseAttempt) -> None:
    approved = "status = 'approved'"
    is_open = "NOT settled OR row.status = 'resubmission_requested'"
    spread(
        attempt.verification,
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
    """Write the decisions of all refused and settled sendings; nine refusals of ten say that the photo is blurry."""
    reviewer = get_user_model().objects.get(username="reviewer")
    template = ReviewDecision.objects.create(
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
    blurry, *others = ReviewReason.objects.order_by("position").values_list("pk", flat=True)
    given = DecisionReason.objects.create(decision=template, reason_id=blurry)
    rare = f"('{{{','.join(map(str, others))}}}'::int[])[1 + mod(id, {len(others)})]"
    spread(
        given,
        "bizlicense_reviewdecision WHERE outcome IN ('resubmission_requested', 'rejected') ORDER BY id",
        decision_id="row.id",
        reason_id=f"CASE WHEN mod(row.id, 10) > 0 THEN {blurry} ELSE {rare.replace('mod(id', 'mod(row.id / 10')} END",
    )
