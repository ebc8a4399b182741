from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from django_bizlicense import renewal, signals, workflow
from django_bizlicense.exceptions import AttemptsExhausted, ImageRejected, TransitionNotAllowed
from django_bizlicense.models import LicenseVerification, VerificationEvent, paging
from django_bizlicense.models.verification import today_in_china
from django_bizlicense.workflow.validity import holds, renew_by
from tests import factories
from tests.crowd import at_once
from tests.factories import approved, dated, sent_again

pytestmark = pytest.mark.django_db(transaction=True)
Status = LicenseVerification.Status


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def heard():
    """The signals of the calendar as they were sent: (name, days left)."""
    sent: list[tuple[str, Any]] = []
    names = ("license_expired", "license_expiring", "reverification_due")

    def listener(name: str) -> Any:
        return lambda sender, verification, **details: sent.append((name, details.get("days_left")))

    listeners = [(getattr(signals, name), listener(name)) for name in names]
    for signal, receiver in listeners:
        signal.connect(receiver)
    yield sent
    for signal, receiver in listeners:
        signal.disconnect(receiver)


def calendar() -> str:
    out = StringIO()
    call_command("license_calendar", stdout=out)
    return out.getvalue().strip()


def test_each_stage_is_sent_once(heard):
    case = approved(factories.user())
    for days_left in (31, 30, 29, 8, 7, 7, 2, 1, 0, -1, -20):
        dated(case, reverify_on=days_left)
        calendar()
    assert heard == [("reverification_due", 30), ("reverification_due", 7), ("reverification_due", 1)]
    reminded = case.events.filter(kind="reminded").values_list("data", flat=True)
    assert list(reminded) == [{"date": "reverify_on", "days_left": days} for days in (30, 7, 1)]


def test_after_missed_days_only_the_nearest_stage_is_sent(heard):
    case = approved(factories.user())
    dated(case, reverify_on=-40)
    assert calendar() == "Expired: 0. Reminded: 1."
    assert calendar() == "Expired: 0. Reminded: 0."
    assert heard == [("reverification_due", -40)]


def test_both_dates_are_reminded_of_and_the_term_ends_once(heard):
    case = approved(factories.user())
    dated(case, expires_on=6, reverify_on=20)
    assert calendar() == "Expired: 0. Reminded: 2."
    assert heard == [("license_expiring", 6), ("reverification_due", 20)]
    dated(case, expires_on=-1, reverify_on=20)
    assert calendar() == "Expired: 1. Reminded: 0."
    assert calendar() == "Expired: 0. Reminded: 0."
    assert heard[2:] == [("license_expired", None)]
    case.refresh_from_db()
    assert (case.status, case.reverify_on) == (Status.EXPIRED, None)


def test_days_of_grace_put_the_end_off(settings, heard):
    settings.BIZLICENSE_EXPIRY_GRACE_DAYS = 5
    case = approved(factories.user())
    dated(case, expires_on=-5)
    assert calendar() == "Expired: 0. Reminded: 1."
    dated(case, expires_on=-6)
    assert calendar() == "Expired: 1. Reminded: 0."
    assert heard == [("license_expiring", -5), ("license_expired", None)]


def test_a_new_approval_is_reminded_of_anew(heard):
    owner = factories.user()
    case = sent_again(owner)
    LicenseVerification.objects.update(reverify_reminded=1, expiry_reminded=1)
    case.refresh_from_db()
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    assert (case.reverify_reminded, case.expiry_reminded) == (None, None)


def test_nobody_is_reminded_whose_photo_is_on_its_way(heard):
    case = sent_again(factories.user())
    assert calendar() == "Expired: 0. Reminded: 0."
    given = {"reasons": {"image_glare": []}}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, **given)
    assert calendar() == "Expired: 0. Reminded: 1."


def test_nobody_is_reminded_of_what_a_newer_approval_has_replaced(heard):
    owner = factories.user()
    older, newer = approved(owner, seed=1), approved(owner, seed=2)
    dated(older, reverify_on=3)
    assert calendar() == "Expired: 0. Reminded: 0."
    LicenseVerification.objects.filter(pk=newer.pk).update(merchant_ref="second shop")
    assert calendar() == "Expired: 0. Reminded: 1."


def test_nobody_is_reminded_where_no_days_are_named(settings, heard):
    settings.BIZLICENSE_REMIND_DAYS = ()
    case = approved(factories.user())
    dated(case, reverify_on=-1)
    assert calendar() == "Expired: 0. Reminded: 0."
    assert renew_by(case) == case.reverify_on


def test_an_approval_that_runs_out_while_the_case_is_open_again_is_written_down(heard):
    owner = factories.user()
    case = sent_again(owner)
    dated(case, expires_on=-1)
    assert calendar() == "Expired: 1. Reminded: 0."
    assert calendar() == "Expired: 0. Reminded: 0."
    case.refresh_from_db()
    assert (case.status, holds(case)) == (Status.IN_REVIEW, False)
    workflow.approve(case, by=factories.reviewer(), version=case.version)
    assert holds(case)


@pytest.mark.parametrize(("days_left", "open_"), [(31, False), (30, True), (-3, True)])
def test_a_new_photo_may_be_sent_within_the_days_of_reminding(days_left, open_):
    owner = factories.user()
    case = approved(owner)
    dated(case, reverify_on=days_left)
    assert (renew_by(case) is not None) is open_
    if not open_:
        with pytest.raises(TransitionNotAllowed):
            workflow.resubmit(case, by=owner, photo=factories.photo(5))
        return
    with pytest.raises(ImageRejected):
        workflow.resubmit(case, by=owner, stated={"serial": "1"})
    workflow.resubmit(case, by=owner, photo=factories.photo(5))
    assert (case.status, case.attempt_count) == (Status.SUBMITTED, 2)
    with pytest.raises(TransitionNotAllowed):
        workflow.resubmit(case, by=owner, photo=factories.photo(6))


def test_attempts_have_an_end_here_too(settings):
    settings.BIZLICENSE_ATTEMPTS_MAX = 1
    owner = factories.user()
    case = approved(owner)
    dated(case, reverify_on=1)
    with pytest.raises(AttemptsExhausted):
        workflow.resubmit(case, by=owner, photo=factories.photo(5))


def test_a_stale_look_at_the_calendar_expires_nothing():
    case = approved(factories.user())
    dated(case, expires_on=-1)
    stale = LicenseVerification.objects.get(pk=case.pk)
    dated(case, expires_on=300)
    with pytest.raises(TransitionNotAllowed):
        workflow.expire(stale)


def test_a_photo_sent_while_the_calendar_writes_the_end_is_taken():
    case = approved(factories.user())
    dated(case, expires_on=-1)
    mine = LicenseVerification.objects.get(pk=case.pk)
    renewal.write_expiries()
    workflow.resubmit(mine, by=mine.owner, photo=factories.photo(2))
    assert (mine.status, mine.attempt_count) == (Status.SUBMITTED, 2)
    assert mine.events.filter(kind="expired").count() == 1


def test_two_calendars_at_once_send_one_signal_each(heard):
    cases = [approved(factories.user(f"merchant{number}"), seed=number) for number in range(6)]
    for number, case in enumerate(cases):
        dated(case, **({"expires_on": -1} if number % 2 else {"reverify_on": 3}))
    results = at_once(*[lambda: (renewal.write_expiries(), renewal.remind())] * 4)
    assert [sum(column) for column in zip(*results, strict=True)] == [3, 3], (connection.vendor, results)
    assert sorted(heard, key=str) == [("license_expired", None)] * 3 + [("reverification_due", 3)] * 3
    assert VerificationEvent.objects.filter(kind="reminded").count() == 3
    assert VerificationEvent.objects.filter(kind="expired").count() == 3


def test_many_cases_come_in_batches(heard, monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 2)
    for number in range(5):
        dated(approved(factories.user(f"merchant{number}"), seed=number), reverify_on=-1)
    assert calendar() == "Expired: 0. Reminded: 5."
    assert today_in_china() - dt.timedelta(1) in LicenseVerification.objects.values_list("reverify_on", flat=True)
