"""The history is chained, only grows, and shows what was done to it."""

from __future__ import annotations

import datetime as dt
import io
import os
import random
import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from django_bizlicense import history, workflow
from django_bizlicense.history import Fault, Problem
from django_bizlicense.models import LicenseVerification, PurgedCase, VerificationEvent, paging
from django_bizlicense.models.event import digest
from tests import factories, tampering

pytestmark = pytest.mark.django_db
TAMPERINGS = 1000 if os.environ.get("BIZLICENSE_SOAK") else 150
ODD = {
    "text": '杭州“样本”\u2028\\ " é e\u0301 😀',
    "键": {"z": 1, "a": [1.0, -0.0, 0.1, 1e23, 1e-7, 123456789012345678, 2.5e15, None, True], "Ä": {}},
    "tuple": (1, "two"),
    "numbers": {2: "two", 10: "ten"},
}


@pytest.fixture(autouse=True)
def engine(settings) -> None:
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def case() -> LicenseVerification:
    """A case with three events: sent, read, handed to review."""
    return factories.in_review(factories.user("owner"))


def several(number: int = 6) -> list[LicenseVerification]:
    return [factories.in_review(factories.user(f"owner{seed}"), seed=seed) for seed in range(number)]


def faults(case: LicenseVerification | None = None) -> list[tuple[int | None, Fault]]:
    cases = case and LicenseVerification.objects.filter(pk=case.pk)
    return [(problem.position, problem.fault) for problem in history.verify(cases)]


def anchored() -> io.BytesIO:
    file = io.BytesIO()
    history.write_anchors(file)
    file.seek(0)
    return file


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


def test_random_tampering_is_always_found():
    several()
    for seed in range(TAMPERINGS):
        with transaction.atomic():
            done, case = tampering.tamper(random.Random(seed))
            found = list(history.verify())
            transaction.set_rollback(True)
        assert case.pk in {problem.case for problem in found}, f"{seed}: {done} left {found}"
    assert faults() == []


@pytest.mark.parametrize("column", sorted(tampering.COLUMNS))
def test_the_changed_event_is_named(case, column):
    event = case.events.get(position=2)
    with history.maintenance():
        value = tampering.COLUMNS[column](random.Random(1), event)
        VerificationEvent.objects.filter(pk=event.pk).update(**{column: value})
    assert faults()[0] == (2, Fault.CHANGED)
    assert len(faults()) == (2 if column == "mac" else 1)  # what follows is chained to the seal


def test_what_is_missing_misplaced_or_empty_is_named():
    beginning, middle, end, before, all_of_it, never = several()
    with history.maintenance():
        beginning.events.get(position=1).delete()
        middle.events.get(position=2).delete()
        end.events.get(position=3).delete()
        tampering.insert(before.events.get(position=1), position=0)
        all_of_it.events.all().delete()
        never.events.all().delete()
        LicenseVerification.objects.filter(pk=never.pk).update(history_length=0, history_head="")
    assert faults(beginning) == [(1, Fault.MISSING)]
    assert faults(middle) == [(2, Fault.MISSING)]
    assert faults(end) == [(3, Fault.MISSING)]
    assert faults(before) == [(0, Fault.MISPLACED)]
    assert faults(all_of_it) == [(1, Fault.MISSING)]
    assert faults(never) == [(None, Fault.EMPTY)]


def test_a_history_that_begins_in_the_middle_is_named(case):
    with history.maintenance():
        tampering.let_it_begin_anew(random.Random(1), case)
    assert faults() == [(1, Fault.BEGINNING)]


def test_a_problem_is_one_line(case):
    assert str(Problem(case=case.pk, fault=Fault.EMPTY)) == f"{case.pk} - the case has no history"
    assert str(Problem(case=case.pk, position=2, fault=Fault.MISSING)).startswith(f"{case.pk} 2 events are missing")


def test_cases_are_read_by_pages(monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    cases = several(5)
    with history.maintenance():
        for case in cases:
            case.events.filter(position=2).update(actor="x")
    assert sorted(problem.case for problem in history.verify()) == sorted(case.pk for case in cases)
    assert list(history.against(anchored())) == []


def test_an_event_without_a_case_is_a_stray(case):
    nowhere = uuid.uuid4()
    with transaction.atomic(), connection.constraint_checks_disabled():
        VerificationEvent(verification_id=nowhere, position=1, mac="f" * 64, kind="read", actor="x").save()
        assert list(history.verify()) == [Problem(case=nowhere, position=1, fault=Fault.STRAY)]
        transaction.set_rollback(True)


def test_a_removed_case_is_found_by_anchors_only():
    gone, _stays = several(2)
    file, pk = anchored(), gone.pk
    tampering.remove_case(gone)
    assert list(history.verify()) == []
    assert list(history.against(file)) == [Problem(case=pk, fault=Fault.GONE)]


def test_a_purged_case_is_not_taken_for_stolen(case):
    file, pk = anchored(), case.pk
    with history.maintenance():
        grave = history.bury(case)
        tampering.remove_case(case)
    assert (grave.pk, grave.history_length) == (pk, 3)
    assert list(history.verify()) == list(history.against(file)) == []
    PurgedCase.objects.update(history_length=9)
    assert list(history.verify()) == [Problem(case=pk, fault=Fault.FORGED_PURGE)]
    assert list(history.against(file)) == [Problem(case=pk, fault=Fault.GONE)]


def test_purging_an_earlier_state_does_not_hide_what_came_later(case):
    with history.maintenance():
        history.bury(case)
        VerificationEvent.record(case, "photo_viewed")
        file = anchored()
        tampering.remove_case(case)
    assert [problem.fault for problem in history.against(file)] == [Fault.GONE]


def test_an_old_head_put_back_is_found_by_anchors_only(case):
    length, head = case.history_length, case.history_head
    VerificationEvent.record(case, "photo_viewed", by="user:7")
    file = anchored()
    with history.maintenance():
        case.events.get(position=4).delete()
        LicenseVerification.objects.filter(pk=case.pk).update(history_length=length, history_head=head)
    assert list(history.verify()) == []
    assert list(history.against(file)) == [Problem(case=case.pk, position=4, fault=Fault.REWRITTEN)]
    VerificationEvent.record(case, "photo_viewed", by="user:8")
    assert [problem.fault for problem in history.against(file)] == [Fault.REWRITTEN]


def test_anchors_hold_while_histories_grow_and_cases_come(case):
    file = anchored()
    VerificationEvent.record(case, "photo_viewed")
    factories.in_review(factories.user("later"), seed=9)
    assert list(history.against(file)) == []


def test_anchors_of_one_case(case):
    other = factories.in_review(factories.user("other"), seed=2)
    file, pks = anchored(), (case.pk, other.pk)
    tampering.remove_case(case)
    tampering.remove_case(other)
    for pk in pks:
        file.seek(0)
        assert [problem.case for problem in history.against(file, only=pk)] == [pk]


def test_a_file_of_anchors_that_was_changed_is_refused(case):
    whole = anchored().getvalue()
    for changed in (
        *(
            b"",
            b"\n",
            b"[]\n",
            b"{}\n",
            b"\xff\n",
            whole[:-2],
            whole + b"\n",
            whole.replace(b'"length": 3', b'"length": 2'),
        ),
        whole.partition(b"\n")[2],
        whole.partition(b"\n")[0],
        whole.replace(b'"cases": 1', b'"cases": 0'),
    ):
        with pytest.raises(history.AnchorsChanged):
            list(history.against(io.BytesIO(changed)))


def test_a_key_may_follow_another(case, settings):
    settings.BIZLICENSE_HISTORY_KEYS = ["new", *settings.BIZLICENSE_HISTORY_KEYS]
    VerificationEvent.record(case, "photo_viewed")
    assert faults() == []
    settings.BIZLICENSE_HISTORY_KEYS = ["new"]
    assert {fault for _, fault in faults()} == {Fault.CHANGED}


def test_histories_sealed_anew_need_the_first_key_only(settings):
    fine, broken, buried = several(3)
    with history.maintenance():
        broken.events.filter(position=2).update(actor="x")
        history.bury(buried)
        tampering.remove_case(buried)
    settings.BIZLICENSE_HISTORY_KEYS = ["new", *settings.BIZLICENSE_HISTORY_KEYS]
    assert [(problem.case, problem.position) for problem in history.reseal()] == [(broken.pk, 2)]
    settings.BIZLICENSE_HISTORY_KEYS = ["new"]
    assert faults(fine) == []
    assert {problem.case for problem in history.verify()} == {broken.pk}
    assert [problem.case for problem in history.reseal()].count(broken.pk) == len(faults(broken))


def test_without_keys_of_its_own_it_takes_the_secret_key_and_its_fallbacks(case, settings):
    settings.BIZLICENSE_HISTORY_KEYS = [settings.SECRET_KEY, "tests-only, for history"]
    assert list(history.reseal()) == []
    settings.BIZLICENSE_HISTORY_KEYS = None
    assert faults() == []
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "rotated", [settings.SECRET_KEY]
    assert faults() == []


def test_a_digest_proves_its_text_after_the_key_has_changed(settings):
    known = digest("上海")
    settings.BIZLICENSE_HISTORY_KEYS = ["new", *settings.BIZLICENSE_HISTORY_KEYS]
    assert digest("上海") != known
    assert history.proves(known, "上海")
    assert not history.proves(known, "上海市")


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
