"""The tables `plan` and `sent`, of which all others are made: what becomes of each case, and each sending."""

from __future__ import annotations

from benchmarks.million.rows import run
from benchmarks.million.words import CITIES, FIRST, SCOPE, SURNAMES, TRADES

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
DRAWN = {
    "city": CITIES,
    "first": FIRST,
    "second": FIRST,
    "trade": TRADES,
    "surname": SURNAMES,
    "third": FIRST,
    "fourth": FIRST,
}
"""Words of which each case has one."""
DAYS = """
    CASE WHEN status IN ('in_review', 'second_review') THEN 3 WHEN status = 'submitted' THEN 0.02
         WHEN status IN ('awaiting_confirmation', 'resubmission_requested') THEN 60 ELSE 730 END"""
"""Within how many days the cases of a status were sent."""


def plan_cases(size: int, people: int, *, soon: int) -> None:
    """Decide about each case once, in a table that all others are made from; rows lie by age, statuses do not."""
    drawn = ", ".join(f"{_one_of(choices)} AS {name}" for name, choices in DRAWN.items())
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
            SELECT *, now() - ({DAYS} * age * interval '1 day' + interval '5 minutes') AS sent_at FROM ranked
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


def number_sendings() -> None:
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
