"""SQLite as documented takes many writers: IMMEDIATE transactions, WAL, a timeout of 20 s."""

from __future__ import annotations

import pytest

from tests.crash.house import standing
from tests.crowd import SOAK

WRITERS, OPERATIONS = (8, 100) if SOAK else (3, 10)


@pytest.mark.once
def test_many_writers_find_nothing_locked(tmp_path):
    with standing(tmp_path, DATABASE_URL="", REDIS_URL="") as (house, _reader):
        calls = [house.begin("operate", writer=number, operations=OPERATIONS) for number in range(WRITERS)]
        results = [call.result(600) for call in calls]
    assert results == [{"done": OPERATIONS, "locked": 0}] * WRITERS
