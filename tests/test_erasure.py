"""One case erased at once, as when a merchant asks for it."""

from __future__ import annotations

import pytest
from django.core.management import CommandError

from django_bizlicense import recognition, workflow
from django_bizlicense.merchants import is_verified
from django_bizlicense.models import (
    LicenseReading,
)
from tests import factories
from tests.factories import approved
from tests.keeping import EVERYTHING, SECRET, purge, rejected, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_RETENTION = EVERYTHING


@pytest.mark.parametrize("what", ["rejected", "withdrawn", "ownerless"])
def test_a_merchant_is_erased_on_request(what):
    owner = factories.user()
    case = (
        rejected(owner)
        if what == "rejected"
        else approved(owner)
        if what == "ownerless"
        else factories.in_review(owner)
    )
    if what == "withdrawn":
        workflow.withdraw(case, by=owner)
    if what == "ownerless":
        owner.delete()
    length = case.events.count()
    text = purge("--case", str(case.pk), "--everything-but-history")
    assert f"{case.pk} photo+fields: 1 photos" in text
    case.refresh_from_db()
    assert case.purged
    assert case.owner_text == ""
    assert SECRET not in written(case)
    assert case.events.count() == length + 1
    assert not is_verified(factories.user("somebody"))


@pytest.mark.parametrize("why", ["open", "held", "in use"])
def test_nobody_is_erased_whose_case_is_needed(why):
    case = rejected() if why == "held" else approved(factories.user()) if why == "in use" else factories.in_review()
    if why == "held":
        workflow.put_on_hold(case, by=factories.reviewer(), reason="lawsuit")
    with pytest.raises(CommandError, match="not erased"):
        purge("--case", str(case.pk), "--everything-but-history")
    assert "杭州样本云杉" in written(case)


def test_an_answer_that_is_still_under_way_is_not_written_after_an_erasure():
    owner = factories.user()
    case = factories.submitted(owner)
    reading = LicenseReading.objects.get()
    lease = LicenseReading.objects.lease(reading.pk, seconds=60)
    assert lease is not None
    workflow.withdraw(case, by=owner)
    purge("--case", str(case.pk), "--everything-but-history")
    recognition._settle(reading, lease, state="read", fields={"serial": SECRET})
    assert SECRET not in written(case)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--everything-but-history"],
        ["--case", "11111111-1111-1111-1111-111111111111"],
        ["--case", "11111111-1111-1111-1111-111111111111", "--everything-but-history"],
        ["--case", "11111111-1111-1111-1111-111111111111", "--everything-but-history", "--dry-run"],
    ],
)
def test_halves_of_a_request_are_refused(arguments):
    with pytest.raises(CommandError):
        purge(*arguments)
