"""One idempotency key: a hundred requests at once, a reservation taken over, a commit whose answer is lost."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

import pytest
import requests

from django_bizlicense import workflow
from django_bizlicense.exceptions import SendingInProgress
from django_bizlicense.models import LicenseVerification, SubmissionKey
from tests import factories
from tests.crash.checking import assert_nothing_is_lost, finished, missing_files, orphans
from tests.crash.conftest import own_database
from tests.crash.house import House, Sending, standing, until
from tests.crash.proxy import Proxy
from tests.crowd import SOAK

AT_ONCE = 100
SPARED = 20
"""Connections of PostgreSQL for everybody else; the web process takes one for each request at once."""
ROUNDS = 10 if SOAK else 1
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


def all_at_once(sendings: list[Sending], address: str) -> list[requests.Response | None]:
    """Send in threads that start together; return the answers in order."""
    barrier, answers = threading.Barrier(len(sendings)), [None] * len(sendings)

    def send(place: int) -> None:
        barrier.wait()
        answers[place] = sendings[place].post(address, timeout=60)

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(sendings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def requests_at_once() -> int:
    """Return how many the server takes; PostgreSQL refuses more connections than its setting says."""
    if not ON_POSTGRES:
        return AT_ONCE
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"].rpartition("/")[0] + "/postgres") as connection:
        most = int(connection.execute("SHOW max_connections").fetchone()[0])
    return min(AT_ONCE, most - SPARED)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_a_hundred_identical_requests_are_one_sending(house, reader, round_number):
    [sending] = house.sendings(1)
    before = orphans(house.ask("look"))
    web, worker = house.web(), house.worker()
    requests_sent = [replace(sending) for _ in range(requests_at_once())]
    answers = all_at_once(requests_sent, web.address)
    assert [answer and answer.status_code for answer in answers] == [201] * len(answers)
    [sending.accepted] = {answer.json()["id"] for answer in answers}
    assert {answer.headers["Location"].rsplit("/", 2)[1] for answer in answers} == {sending.accepted}
    refused = replace(sending, photo=factories.jpeg(999_999)).post(web.address)
    assert (refused.status_code, refused.json()["code"]) == (422, "key_reused")
    until(lambda: finished(house.ask("look"), sending), seconds=30)
    web.kill(), worker.kill()
    seen = assert_nothing_is_lost(house, reader, [sending])
    assert [case["owner"] for case in seen["cases"].values()].count(sending.owner) == 1
    assert orphans(seen) == before


@pytest.mark.django_db(transaction=True)
def test_a_sending_whose_key_was_taken_over_is_not_done():
    owner = factories.user()

    def slow() -> LicenseVerification:
        SubmissionKey.objects.all().delete()  # by another request, after a minute
        return workflow.submit(factories.photo(), owner=owner)

    with pytest.raises(SendingInProgress):
        workflow.once(owner, "k", fingerprint="f", send=slow)
    assert not LicenseVerification.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_a_key_reads_and_takes_no_lock(django_assert_max_num_queries):
    owner = factories.user()

    def waits() -> LicenseVerification:
        with django_assert_max_num_queries(3) as context, pytest.raises(SendingInProgress):
            workflow.once(owner, "k", fingerprint="f", send=lambda: pytest.fail("sent twice"))
        assert all(query["sql"].startswith("SELECT") for query in context.captured_queries)
        return factories.submitted(owner)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django_bizlicense.workflow.keys.PATIENCE", 0.15)
        workflow.once(owner, "k", fingerprint="f", send=waits)


@pytest.fixture
def house_behind_a_proxy(tmp_path):
    with (
        own_database() as database,
        Proxy(database["DATABASE_URL"]) as proxy,
        standing(tmp_path, DATABASE_URL=proxy.url) as (house, _reader),
    ):
        yield house, proxy


def commits_an_attempt(sent: bytes) -> bool:
    """Say whether a connection to PostgreSQL has just been asked to commit an attempt."""
    return b'INSERT INTO "bizlicense_licenseattempt"' in sent and b"COMMIT\x00" in sent.rpartition(b"INSERT INTO")[2]


if ON_POSTGRES:

    @pytest.mark.parametrize("key", ["", "a key"])
    def test_a_commit_whose_answer_is_lost_keeps_its_photo_and_its_key(house_behind_a_proxy, key):
        house, proxy = house_behind_a_proxy
        [sending] = house.sendings(1)
        sending.key = key
        web = house.web()
        proxy.cut_after = commits_an_attempt
        answer = sending.post(web.address)
        assert (answer.status_code, proxy.cuts) == (503, 1)
        seen = house.ask("look")
        assert [case["owner"] for case in seen["cases"].values()] == [sending.owner]
        assert not missing_files(seen)
        again = sending.post(web.address)
        if key:
            assert again.status_code == 201
            assert sending.accepted in seen["cases"]
        else:
            assert again.json()["code"] == "case_open"

    def test_what_is_not_committed_when_the_database_goes_leaves_a_file_for_the_sweep_and_a_free_key(
        house_behind_a_proxy: tuple[House, Proxy],
    ):
        house, proxy = house_behind_a_proxy
        [sending] = house.sendings(1)
        web = house.web()
        proxy.cut_after = lambda sent: b'INSERT INTO "bizlicense_licensereading"' in sent
        assert sending.post(web.address).json()["code"] == "database_unavailable"
        seen = house.ask("look")
        assert not seen["cases"]
        assert len(orphans(seen)) == 1
        assert sending.post(web.address).status_code == 201
