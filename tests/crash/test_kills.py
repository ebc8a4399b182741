"""SIGKILL at every step of the way: whoever was answered 2xx is read and comes to a person, once."""

from __future__ import annotations

import logging
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from django_bizlicense.ocr.wechat.backend import OCR_PATH
from django_bizlicense.sandbox import silence
from tests.conftest import NOTHING_SKIPPED
from tests.crash.checking import (
    SENT_AND_READ,
    assert_nothing_is_lost,
    calls_for,
    finished,
    one_case_each,
    orphans,
)
from tests.crash.conftest import own_database
from tests.crash.house import GRACE, KILLED, LEASE, House, Process, Sending, standing, until
from tests.crash.points import DECIDING, PAID, READING, SENDING, WITH_A_FILE
from tests.crowd import SOAK

logger = logging.getLogger(__name__)
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")
ROUNDS = (50 if SOAK else 2 if NOTHING_SKIPPED else 1) if ON_POSTGRES else 5 if SOAK else 1
LOOK_EVERY = 3.0 if SOAK else 0.2
SECONDS_EACH = 0.2
"""What one sending costs when all that were killed come at once."""
CLIENTS = 25
AT_A_SWEEPER = ("leased", "metered", "request_left", "result_not_written", "result_written", "handing_over")
ONE_TASK = ("--max-tasks", "1")


def kill_while_sending(house: House, point: str) -> list[Sending]:
    """Send to web processes that die at a point; nobody was answered."""
    sendings = house.sendings(ROUNDS)
    for sending in sendings:
        web = house.web(point)
        assert sending.post(web.address) is None
        assert web.wait() == KILLED
        sending.crashes += 1
    return sendings


def kill_while_reading(house: House, web: Process, point: str) -> list[Sending]:
    """Have what was sent read by workers that die at a point."""
    sendings = house.sendings(ROUNDS)
    for sending in sendings:
        assert sending.post(web.address).status_code == 201
        assert house.worker(*ONE_TASK, point=point).wait() == KILLED
        sending.crashes += 1
    return sendings


def kill_while_sweeping(house: House, point: str) -> list[Sending]:
    """Have what no task was made for read by sweepers that die at a point."""
    sendings = kill_while_sending(house, "committed_not_enqueued")
    for _ in sendings:
        assert house.sweeper(point=point).wait() == KILLED
    return sendings


def recover(house: House, sendings: list[Sending]) -> None:
    """Start everything afresh; clients send again what was not answered, until all have come to a person."""
    if not SOAK:  # nobody waits for a lease every day
        house.ask("time_passes", seconds=LEASE + GRACE)
    processes = [house.web(), house.worker(), house.sweeper("--watch", "1")]
    bound = LEASE + GRACE + len(sendings) * SECONDS_EACH
    try:
        waited = until(lambda: everything_is_out(house, processes[0], sendings), seconds=bound, every=LOOK_EVERY)
    finally:
        for process in processes:
            process.kill()
    logger.info("%s sendings came out %.0f s after the last crash", len(sendings), waited)


def everything_is_out(house: House, web: Process, sendings: list[Sending]) -> bool:
    """Let all clients that have no answer yet send again at once, and say whether every case has come to a person."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        unanswered = [sending for sending in sendings if not sending.accepted]
        for answer in clients.map(lambda sending: sending.post(web.address), unanswered):
            assert answer is not None
            assert answer.ok or answer.json()["code"] == "in_progress", answer.text
    seen = house.ask("look")
    return all(finished(seen, sending) for sending in sendings)


def assert_the_key_still_answers(house: House, sendings: list[Sending]) -> None:
    web = house.web()
    for sending in sendings:
        assert sending.post(web.address).status_code == 201  # with the same id, or post() complains
    web.kill()


def test_whatever_web_process_is_killed_the_sending_is_kept_or_done_again(house, reader):
    sendings = {point: kill_while_sending(house, point) for point in SENDING}
    everyone = [sending for some in sendings.values() for sending in some]
    recover(house, everyone)
    assert_the_key_still_answers(house, everyone)
    seen = assert_nothing_is_lost(house, reader, everyone)
    assert one_case_each(seen, everyone)
    left = orphans(seen)
    assert len(left) <= sum(len(sendings[point]) for point in WITH_A_FILE)
    assert house.ask("sweep_photos") == {"orphans": len(left), "missing": 0, "refused": 0}
    assert not orphans(house.ask("look"))
    assert all(calls_for(reader, sending) == 1 for sending in everyone)


def test_whatever_worker_is_killed_everything_sent_is_read_once_and_paid_again_for_a_lost_answer(house, reader):
    web = house.web()
    before = orphans(house.ask("look"))
    sendings = {point: kill_while_reading(house, web, point) for point in READING}
    web.kill()
    everyone = [sending for some in sendings.values() for sending in some]
    recover(house, everyone)
    seen = assert_nothing_is_lost(house, reader, everyone)
    assert one_case_each(seen, everyone)
    assert orphans(seen) == before
    for point, some in sendings.items():
        paid = 2 if point in PAID else 1
        assert [calls_for(reader, sending) for sending in some] == [paid] * len(some), point


@pytest.mark.thorough
def test_whatever_sweeper_is_killed_the_next_one_goes_on(house, reader):
    everyone = [sending for point in AT_A_SWEEPER for sending in kill_while_sweeping(house, point)]
    recover(house, everyone)
    seen = assert_nothing_is_lost(house, reader, [], events=SENT_AND_READ)
    assert one_case_each(seen, everyone)
    for sending in everyone:
        case = seen["cases"][sending.accepted]
        assert case["events"] == SENT_AND_READ
        assert calls_for(reader, sending) <= case["tries"]
    crashes = len(AT_A_SWEEPER) * ROUNDS
    assert sum(calls_for(reader, sending) for sending in everyone) <= len(everyone) + crashes


@pytest.mark.thorough
def test_whatever_process_is_killed_while_a_reviewer_decides_there_is_one_decision_or_none(house, reader):
    cookie = house.ask("reviewer")
    sendings = {point: house.sendings(ROUNDS) for point in DECIDING}
    everyone = [sending for some in sendings.values() for sending in some]
    recover(house, everyone)
    for point, some in sendings.items():
        for sending in some:
            web = house.web(point)
            assert approve(house, web, sending, cookie) is None
            assert web.wait() == KILLED
    seen = house.ask("look")
    for point, some in sendings.items():
        decided = ["approved"] if point == "decision_committed" else []
        for sending in some:
            case = seen["cases"][sending.accepted]
            assert case["decisions"] == decided
            assert case["events"] == SENT_AND_READ + decided
    web = house.web()
    for sending in everyone:
        approve(house, web, sending, cookie)
    web.kill()
    seen = assert_nothing_is_lost(house, reader, everyone, events=[*SENT_AND_READ, "approved"])
    assert {tuple(seen["cases"][sending.accepted]["decisions"]) for sending in everyone} == {("approved",)}


def approve(house: House, web: Process, sending: Sending, cookie: str) -> requests.Response | None:
    """Post the approval of a case as its page was seen first; None where no answer came."""
    case = house.ask("fields_of", pk=sending.accepted)
    token = "c" * 32
    try:
        return requests.post(
            f"{web.address}/admin/bizlicense/licenseverification/{sending.accepted}/approve/",
            data={**case, "csrfmiddlewaretoken": token},
            cookies={"sessionid": cookie, "csrftoken": token},
            allow_redirects=False,
            timeout=30,
        )
    except requests.ConnectionError:
        return None


@pytest.mark.thorough
def test_a_second_photo_is_kept_or_sent_again(house, reader):
    house.ask("reviewer", name="sender_back")
    points = ("file_stored", "inside_the_transaction", "rows_written", "before_commit", "committed_not_enqueued")
    sendings = {point: house.sendings(ROUNDS) for point in points}
    everyone = [sending for some in sendings.values() for sending in some]
    recover(house, everyone)
    house.ask("send_back", pks=[sending.accepted for sending in everyone], by="sender_back")
    again = {point: house.second_photos(some) for point, some in sendings.items()}
    for point, some in again.items():
        for sending in some:
            web = house.web(point)
            assert sending.post(web.address) is None
            assert web.wait() == KILLED
    second = [sending for some in again.values() for sending in some]
    recover(house, second)
    seen = house.ask("look")
    for sending in second:
        case = seen["cases"][sending.accepted]
        assert case["events"] == [*SENT_AND_READ, "resubmission_requested", *SENT_AND_READ]
        assert case["states"] == ["read", "read"]
        assert calls_for(reader, sending) == 1


@pytest.mark.thorough
def test_killed_at_any_moment(house, reader):
    """Not at a point but whenever it comes: the points above may have left something out."""
    numbers, everyone = random.Random(7), []
    for _ in range(5 * ROUNDS):
        sendings = house.sendings(3)
        everyone += sendings
        web, worker = house.web(), house.worker()
        for sending in sendings[:2]:
            sending.post(web.address)
        victim = numbers.choice([web, worker])
        time.sleep(numbers.uniform(0, 0.15))
        victim.kill()
        sendings[2].post(web.address)
        (worker if victim is web else web).kill()
    for sending in everyone:
        sending.crashes = 2
    recover(house, everyone)
    seen = assert_nothing_is_lost(house, reader, everyone)
    assert one_case_each(seen, everyone)


@pytest.fixture
def house_without_queue(tmp_path):
    with own_database() as database, standing(tmp_path, HOUSE_WITHOUT_QUEUE="1", **database) as found:
        yield found


@pytest.mark.thorough
def test_killed_while_it_reads_inside_the_request(house_without_queue):
    """As a project does that has set up no queue."""
    house, reader = house_without_queue
    sendings = {point: kill_while_sending(house, point) for point in READING if point != "hand_over_committed"}
    everyone = [sending for some in sendings.values() for sending in some]
    recover(house, everyone)
    seen = assert_nothing_is_lost(house, reader, everyone)
    assert one_case_each(seen, everyone)
    assert_the_key_still_answers(house, everyone)


@pytest.mark.thorough
def test_a_worker_that_slept_through_its_lease_changes_nothing_when_it_wakes(house, reader):
    """As on a machine that was suspended: its call was paid, but the case has been read by another one meanwhile."""
    sendings = house.sendings(ROUNDS)
    for sending in sendings:
        web = house.web()
        sending.post(web.address)
        web.kill()
        before = house.sandbox.calls[OCR_PATH]
        house.sandbox.script(silence(0.5))
        worker = house.worker(*ONE_TASK)
        until(lambda before=before: house.sandbox.calls[OCR_PATH] > before, seconds=20, every=0.01)
        worker.signal(signal.SIGSTOP)
        house.ask("time_passes", seconds=LEASE + 1)
        assert house.sweeper().wait() == 0
        worker.signal(signal.SIGCONT)
        assert worker.wait() == 0
        sending.crashes += 1
    seen = assert_nothing_is_lost(house, reader, sendings)
    assert one_case_each(seen, sendings)
