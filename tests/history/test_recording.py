"""The history is chained and only grows."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from django_bizlicense import history, workflow
from django_bizlicense.models import LicenseVerification, VerificationEvent
from tests import factories
from tests.history.looking import faults

pytestmark = pytest.mark.django_db
ODD = {
    "text": '杭州“样本”\u2028\\ " é e\u0301 😀',
    "键": {"z": 1, "a": [1.0, -0.0, 0.1, 1e23, 1e-7, 123456789012345678, 2.5e15, None, True], "Ä": {}},
    "tuple": (1, "two"),
    "numbers": {2: "two", 10: "ten"},
}


def test_a_whole_way_is_chained_event_by_event(case):
    workflow.approve(case, by=factories.reviewer(), version=case.version, corrections={"address": "上海"})
    assert list(case.events.values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    case.refresh_from_db()
    assert case.history_length == 5
    assert len({case.history_head, *case.events.values_list("mac", flat=True)}) == 6
    assert faults() == []


def test_odd_data_reads_back_as_it_was_sealed(case):
    VerificationEvent.record(case, "judged", by="policy", **ODD)
    assert faults() == []


def test_naive_times_of_a_project_without_time_zones_read_back_as_they_were_sealed(settings):
    settings.USE_TZ, settings.TIME_ZONE = False, "Asia/Shanghai"
    case = LicenseVerification.objects.create()
    assert VerificationEvent.record(case, "submitted", attempt=1).created_at.tzinfo is None
    assert faults() == []


def test_one_event_costs_three_queries_and_raises_no_version(case):
    before = case.version
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        VerificationEvent.record(case, "photo_viewed", by="user:1", attempt=1)
    own = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(own) == 3
    assert case.history_length == 4
    case.refresh_from_db()
    assert (case.version, case.history_length) == (before, 4)


def test_an_event_that_is_rolled_back_leaves_no_gap(case):
    with pytest.raises(RuntimeError), transaction.atomic():
        VerificationEvent.record(case, "photo_viewed")
        raise RuntimeError
    VerificationEvent.record(case, "photo_viewed")
    assert faults() == []


def test_deleting_the_owner_touches_no_history(case):
    case.owner.delete()
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_of_many_who_append_at_once_each_gets_a_position(case):
    def append() -> None:
        for number in range(10):
            VerificationEvent.record(case, "photo_viewed", by=f"user:{number}")
        connections.close_all()

    threads = [threading.Thread(target=append) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert case.events.count() == 83
    assert faults() == []


def test_nothing_changes_history_but_record(case):
    event = case.events.first()
    for change in (
        *(event.save, event.delete, case.events.all().delete),
        lambda: case.events.update(actor="nobody"),
        lambda: VerificationEvent.objects.bulk_update([event], ["actor"]),
        lambda: VerificationEvent.objects.create(verification=case, kind="read", actor="x"),
        lambda: VerificationEvent.objects.bulk_create([VerificationEvent(verification=case, kind="read")]),
    ):
        with pytest.raises(history.AppendOnly), transaction.atomic():
            change()
    assert faults() == []


def test_maintenance_ends_with_its_block(case):
    with history.maintenance():
        with history.maintenance():
            case.events.update(actor="nobody")
        case.events.update(actor="somebody")
    with pytest.raises(RuntimeError, match="broken off"), history.maintenance():
        case.events.all().delete()
        raise RuntimeError("broken off")
    assert case.events.count() == 3
    with pytest.raises(history.AppendOnly):
        case.events.all().delete()


def test_one_position_is_taken_once(case):
    with pytest.raises(IntegrityError), history.maintenance():
        case.events.filter(position=2).update(position=1)


@pytest.mark.django_db(transaction=True)
def test_the_migration_chains_the_history_there_is():
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("bizlicense")
    call_command("migrate", "bizlicense", "0003", verbosity=0)
    try:
        old = MigrationExecutor(connection).loader.project_state(("bizlicense", "0003_keeping")).apps
        cases = [old.get_model("bizlicense", "LicenseVerification").objects.create(owner_text=name) for name in "ab"]
        at = dt.datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=dt.timezone.utc)
        for kind in ("submitted", "read", "judged"):
            for case in cases:
                events = old.get_model("bizlicense", "VerificationEvent").objects
                events.create(
                    verification=case, kind=kind, actor="policy", data={"attempt": 1, "名": 1e23}, created_at=at
                )
    finally:
        call_command("migrate", "bizlicense", newest[0][1], verbosity=0)
    assert faults() == []
    assert sorted(LicenseVerification.objects.values_list("history_length", flat=True)) == [3, 3]
    assert list(VerificationEvent.objects.values_list("position", flat=True)) == [1, 1, 2, 2, 3, 3]
