from __future__ import annotations

import sys
import threading
import time
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from django_bizlicense.models import EngineStop
from django_bizlicense.web import health, metrics
from django_bizlicense.web.recently import Recently
from tests import factories
from tests.web.pages import client_of

pytestmark = pytest.mark.django_db
URL = "/health/license/"
TOKEN = "t0ken-of-the-monitoring"


@pytest.fixture
def client() -> Client:
    """Somebody who is not known."""
    return Client()


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    health.recent_report.forget()
    metrics.recent_counts.forget()


@pytest.fixture
def known(settings) -> Client:
    settings.BIZLICENSE_HEALTH_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def staff() -> Client:
    return client_of(factories.reviewer())


def stop_an_engine() -> None:
    EngineStop.objects.create(account="wechat:wx1", code="x", since=timezone.now())
    health.recent_report.forget()


def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> None:
    raise OperationalError("the server is away")


def test_anybody_learns_whether_all_is_well_and_nothing_else(client):
    answer = client.get(URL)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert "no-store" in answer["Cache-Control"]
    stop_an_engine()
    assert (client.get(URL).status_code, client.get(URL).json()) == (503, {"ok": False})


@pytest.mark.parametrize("who", ["known", "staff"])
def test_who_is_known_learns_what_it_is(request, who):
    client = request.getfixturevalue(who)
    stop_an_engine()
    answer = client.get(URL)
    [stopped] = [check for check in answer.json()["checks"] if not check["ok"]]
    assert answer.status_code == 503
    assert stopped == {"name": "engines_stopped", "value": 1, "unit": "count", "limit": 0, "of": "", "ok": False}


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer None", "Bearer wrong", TOKEN, "Bearer 票"])
def test_a_wrong_token_is_none(client, settings, given):
    for token in (TOKEN, "", None):
        settings.BIZLICENSE_HEALTH_TOKEN = token
        assert "checks" not in client.get(URL, headers={"Authorization": given}).json()


def test_who_is_logged_in_is_not_staff():
    assert "checks" not in client_of(factories.user()).get(URL).json()


def test_without_any_login_there_is_only_the_token():
    assert health.state(RequestFactory().get(URL)).status_code == 200
    request = RequestFactory().get(f"{URL}metrics/")
    request.user = AnonymousUser()
    assert health.prometheus(request).status_code == 401


def test_a_database_that_is_away_takes_only_what_needs_it(staff):
    with connection.execute_wrapper(refuse):
        assert staff.get(f"{URL}live/").status_code == 200
        for path in (URL, f"{URL}ready/"):
            answer = staff.get(path)
            assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_a_quarrel_with_an_engine_is_no_reason_to_send_requests_elsewhere(client):
    stop_an_engine()
    assert client.get(f"{URL}ready/").status_code == 200


def test_monitoring_that_asks_often_costs_nothing(client, django_assert_num_queries):
    client.get(URL)
    with django_assert_num_queries(0):
        client.get(URL)


def test_only_looking_is_possible(known):
    for path in ("", "live/", "ready/", "metrics/"):
        assert known.post(URL + path).status_code == 405
        assert known.head(URL + path).status_code == 200


def families(answer: Any) -> dict[str, dict[tuple[str, ...], float]]:
    parsed = text_string_to_metric_families(answer.content.decode())
    return {family.name: {tuple(s.labels.values()): s.value for s in family.samples} for family in parsed}


def test_prometheus_reads_the_same(known):
    factories.submitted()
    stop_an_engine()
    answer = known.get(f"{URL}metrics/")
    found = families(answer)
    assert answer["Content-Type"].startswith("text/plain")
    assert found["bizlicense_ok"]["engines_stopped", ""] == 0
    assert found["bizlicense_check"]["engines_stopped", "", "count"] == 1
    assert found["bizlicense_verifications"] == {("submitted",): 1}
    assert found["bizlicense_readings"] == {("pending",): 1}
    assert found["bizlicense_calls_today"] == {}


def test_prometheus_without_a_database_has_no_counts(known):
    with connection.execute_wrapper(refuse):
        found = families(known.get(f"{URL}metrics/"))
    assert found["bizlicense_ok"]["database", ""] == 0
    assert "bizlicense_verifications" not in found


def test_prometheus_needs_to_be_known(client):
    answer = client.get(f"{URL}metrics/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_without_the_package_it_is_said_what_to_install(known, monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    answer = known.get(f"{URL}metrics/")
    assert (answer.status_code, answer.content) == (404, b"pip install 'django-bizlicense[metrics]'")


@pytest.fixture
def who_asks_hangs(monkeypatch):
    for recent in (health.recent_report, metrics.recent_counts):
        monkeypatch.setattr(recent, "patience", 0.01)
        recent._lock.acquire()
    yield
    for recent in (health.recent_report, metrics.recent_counts):
        recent._lock.release()


@pytest.mark.usefixtures("who_asks_hangs")
def test_a_question_that_hangs_is_no_good_answer(client, known):
    assert (client.get(URL).status_code, client.get(URL).json()) == (503, {"ok": False})
    assert known.get(f"{URL}metrics/").status_code == 503


def test_an_answer_serves_for_a_while_only_while_another_one_does_not_come():
    asked, go_on = threading.Event(), threading.Event()

    def ask() -> str:
        if asked.is_set():
            go_on.wait(10)
        asked.set()
        return "all is well"

    recently = Recently(ask, seconds=0, patience=0.05)
    recently()
    slow = threading.Thread(target=recently)
    slow.start()
    time.sleep(0.2)
    with pytest.raises(TimeoutError):
        recently()
    go_on.set()
    slow.join()
    assert recently() == "all is well"


def test_while_one_asks_the_others_get_the_last_answer():
    asked, go_on = threading.Event(), threading.Event()
    answers = iter([1, 2])

    def ask() -> int:
        answer = next(answers)
        if answer == 2:
            asked.set()
            go_on.wait(10)
        return answer

    recently = Recently(ask, seconds=0)
    assert recently() == 1
    slow = threading.Thread(target=recently)
    slow.start()
    asked.wait(10)
    assert recently() == 1
    go_on.set()
    slow.join()
