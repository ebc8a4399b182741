"""What was done to a history is found and named."""

from __future__ import annotations

import os
import random
import uuid

import pytest
from django.db import connection, transaction

from django_bizlicense import history
from django_bizlicense.history import Fault, Problem
from django_bizlicense.models import LicenseVerification, VerificationEvent, paging
from tests import tampering
from tests.history.looking import anchored, faults, several

pytestmark = pytest.mark.django_db
TAMPERINGS = 1000 if os.environ.get("BIZLICENSE_SOAK") else 150


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
