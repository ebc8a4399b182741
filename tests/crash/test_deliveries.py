"""A queue may deliver a task twice, late or in any order."""

from __future__ import annotations

import pytest

from tests.crash.checking import SENT_AND_READ, assert_nothing_is_lost, calls_for
from tests.crowd import SOAK

CASES = 100 if SOAK else 8
WORKERS = 3


def test_each_task_delivered_three_times_in_any_order_to_three_workers_is_one_result(house, reader):
    sendings = house.sendings(CASES)
    web = house.web()
    for sending in sendings:
        sending.post(web.address)
    pks = [sending.accepted for sending in sendings]
    house.ask("deliver", pks=pks, times=2, seed=1)
    workers = [house.worker("--batch") for _ in range(WORKERS)]
    assert [worker.wait(120) for worker in workers] == [0] * WORKERS
    assert_nothing_is_lost(house, reader, sendings)
    assert all(calls_for(reader, sending) == 1 for sending in sendings)


@pytest.mark.thorough
def test_a_task_of_an_earlier_attempt_comes_after_the_second_photo(house, reader):
    first = house.sendings(CASES)
    web = house.web()
    for sending in first:
        sending.post(web.address)
    pks = [sending.accepted for sending in first]
    house.worker("--batch").wait(120)
    house.ask("reviewer", name="sends back")
    house.ask("send_back", pks=pks, by="sends back")
    house.ask("deliver", pks=pks, times=1, seed=2)
    second = house.second_photos(first)
    for sending in second:
        sending.post(web.address)
    house.ask("deliver", pks=pks, times=2, seed=3)
    workers = [house.worker("--batch") for _ in range(WORKERS)]
    assert [worker.wait(120) for worker in workers] == [0] * WORKERS
    seen = house.ask("look")
    for sending in [*first, *second]:
        assert calls_for(reader, sending) == 1
        assert seen["cases"][sending.accepted]["events"] == [*SENT_AND_READ, "resubmission_requested", *SENT_AND_READ]
    web.kill()
