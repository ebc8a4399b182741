"""Anchors find what the database alone cannot show."""

from __future__ import annotations

import io

import pytest

from django_bizlicense import history
from django_bizlicense.history import Fault, Problem
from django_bizlicense.models import LicenseVerification, PurgedCase, VerificationEvent
from tests import factories, tampering
from tests.history.looking import anchored, several

pytestmark = pytest.mark.django_db


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
