"""What PostgreSQL does for each page of the queue: it follows an index and looks at few rows it does not need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

SIZE, LEAFED = 4000, 100
NEEDLESS = 1500
"""Rows that a query may look at in vain until it has found enough; a walk over a whole table looks at more."""
QUERIES = 12
NOT_SO_FEW = ("approve, then next case", "review page", "today")
WHOLE = re.compile(r"Seq Scan on bizlicense_(license|verification|reviewdecision|decisionreason)")

pytestmark = [pytest.mark.plans, pytest.mark.django_db]


@pytest.fixture
def asked(db, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, list[str]]]:
    """The queries about cases of every page, among some thousand cases.

    In a database of their own: PostgreSQL leaves an index aside that was made in a transaction over changed rows.
    """
    from benchmarks.million.database import cases_database, using
    from benchmarks.million.pages import Desk

    monkeypatch.setattr("django_bizlicense.admin.queue.LEAFED", LEAFED)
    with closing(cases_database(SIZE)) as cases, using(cases), transaction.atomic():
        yield {name: queries_of(name, page) for name, page in Desk(connections["default"]).pages().items()}
        transaction.set_rollback(True)


def queries_of(name: str, page) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert page().status_code in (200, 302), name
    assert len(captured) <= QUERIES or name in NOT_SO_FEW, name
    return [query["sql"] for query in captured if re.match(r"SELECT.*licenseverification", query["sql"])]


def test_every_page_follows_indexes(asked: dict[str, list[str]]) -> None:
    gathering = [name for name, queries in asked.items() if any(gathers_events(plan(sql)) for sql in queries)]
    assert gathering == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # else no index is worth it among so few
    needless = {name: max(map(needless_rows, queries), default=0) for name, queries in asked.items()}
    assert {name: rows for name, rows in needless.items() if rows > NEEDLESS} == {}


def gathers_events(steps: str) -> bool:
    """Whether the plan reads all that a person ever did before it looks at the first case."""
    return "hashed SubPlan" in steps and "bizlicense_verificationevent" in steps


def needless_rows(sql: str) -> int:
    """Return how many rows the plan reads and throws away; all of them where it reads a table from end to end."""
    steps = plan(sql)
    if WHOLE.search(steps):
        return SIZE
    return sum(int(rows) for rows in re.findall(r"Rows Removed by (?:Join )?Filter: (\d+)", steps))


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())
