"""One key follows another, and histories are sealed anew."""

from __future__ import annotations

import pytest

from django_bizlicense import history
from django_bizlicense.history import Fault
from django_bizlicense.models import VerificationEvent
from django_bizlicense.models.event import digest
from tests import tampering
from tests.history.looking import faults, several

pytestmark = pytest.mark.django_db


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
