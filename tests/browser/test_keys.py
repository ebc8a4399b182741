"""From the queue to the next case without a mouse, and how many keys that takes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.browser.waiting import until
from tests.specimens.numbers import social_credit_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHOLE = "document.readyState === 'complete'"
FOCUSED = "document.activeElement.matches('[data-decision]')"


class Keyboard:
    """Counts every key; what is typed into a field counts as one piece of typing, not as keys."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.keys = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def cases(count: int, settings: Any) -> list[LicenseVerification]:
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": ""})
    made = [factories.in_review(factories.user(f"shop{seed}"), seed=seed) for seed in range(count)]
    typist = factories.user("typist")
    for seed, case in enumerate(made):
        number = social_credit_code(Random(seed), prefix="91", region="330106", modern=True)
        workflow.correct(case, by=typist, version=case.version, fields={"reg_num": number})
    LicenseVerification.objects.update(findings=[])
    return made


@pytest.fixture
def keyboard(open_page: Callable[..., Any]) -> Keyboard:
    return Keyboard(open_page(factories.reviewer("alice")))


def test_ten_plain_approvals_take_two_keys_each(keyboard: Keyboard, settings: Any) -> None:
    made, page = cases(10, settings), keyboard.page
    page.goto(QUEUE)
    page.get_by_role("button", name="Review the oldest unclaimed case").focus()
    page.keyboard.press("Enter")
    for case in made:
        page.wait_for_url(f"**{url(case)}")
        until(page, FOCUSED)
        keyboard.press("a", "Enter")
    page.wait_for_url(f"**{QUEUE}")
    assert set(LicenseVerification.objects.values_list("status", flat=True)) == {"approved"}
    assert keyboard.keys <= 2 * len(made)


def test_a_correction_takes_six_keys_and_the_typing(keyboard: Keyboard, settings: Any) -> None:
    (first, second), page = cases(2, settings), keyboard.page
    page.goto(url(first))
    until(page, FOCUSED)
    keyboard.press("4")
    keyboard.type("李四样")
    keyboard.press("Escape", "a", "Enter")
    page.wait_for_url(f"**{url(second)}")
    first.refresh_from_db()
    assert (first.status, first.legal_representative) == ("approved", "李四样")
    assert keyboard.keys <= 6


def test_asking_again_by_keys(keyboard: Keyboard, settings: Any) -> None:
    (first, second), page = cases(2, settings), keyboard.page
    page.goto(url(first))
    until(page, FOCUSED)
    keyboard.press("s", "Space", "s", "Enter")
    page.wait_for_url(f"**{url(second)}")
    assert first.decisions.get().outcome == "resubmission_requested"
    assert first.decisions.get().given_reasons.count() == 1


def test_the_text_for_the_merchant_changes_its_language_by_a_key(keyboard: Keyboard, settings: Any) -> None:
    (first, _second), page = cases(2, settings), keyboard.page
    page.goto(url(first))
    until(page, FOCUSED)
    text = page.get_by_label("Text for the merchant")
    keyboard.press("s", "Space")
    assert text.input_value().startswith("The photo is blurred. ")
    keyboard.press("l")
    assert text.input_value().startswith("照片模糊：")


def test_a_suggestion_is_taken_by_a_key(keyboard: Keyboard, settings: Any) -> None:
    (first, _second), page = cases(2, settings), keyboard.page
    finding = {"code": "x", "severity": "info", "field": "address", "zh": "x", "en": "x", "suggestion": "杭州"}
    LicenseVerification.objects.filter(pk=first.pk).update(findings=[finding])
    page.goto(url(first))
    until(page, FOCUSED)
    keyboard.press("t", "a", "Enter")
    page.wait_for_url(f"**{url(_second)}")
    first.refresh_from_db()
    assert first.address == "杭州"


def test_a_blocker_is_confirmed_before_the_button(keyboard: Keyboard, settings: Any) -> None:
    (first, second), page = cases(2, settings), keyboard.page
    workflow.correct(first, by=factories.user("odd"), version=first.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    page.goto(url(first))
    until(page, FOCUSED)
    keyboard.press("a", "Space", "a", "Enter")
    page.wait_for_url(f"**{url(second)}")
    first.refresh_from_db()
    assert first.status == "approved"


def test_enter_on_a_tick_takes_no_step(keyboard: Keyboard, settings: Any) -> None:
    (first, _second), page = cases(2, settings), keyboard.page
    workflow.correct(first, by=factories.user("odd"), version=first.version, fields={"reg_num": "91330106MA2CFRHE4A"})
    page.goto(url(first))
    until(page, FOCUSED)
    keyboard.press("a", "Enter")
    page.wait_for_timeout(300)
    keyboard.press("s", "Space", "Enter")
    page.wait_for_timeout(300)
    assert page.url.endswith(url(first))
    assert page.locator(".messagelist").count() == 0
    assert page.locator("[name=reasons]").first.is_checked()
    assert not page.locator("#id_confirmed").is_checked()


def test_keys_are_listed_and_switched_off(keyboard: Keyboard, settings: Any) -> None:
    (first, _second), page = cases(2, settings), keyboard.page
    page.goto(url(first))
    until(page, FOCUSED)
    keyboard.press("?")
    assert "to Approve" in page.get_by_role("dialog").inner_text()
    page.get_by_label("Single keys are on").uncheck()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Save corrections").focus()
    keyboard.press("a")
    assert page.evaluate("document.activeElement.dataset.step") == "correct"
    page.reload()
    until(page, WHOLE)
    assert not page.evaluate(FOCUSED)
    page.get_by_role("button", name="? Keys").click()
    assert not page.get_by_label("Single keys are on").is_checked()


def test_letters_typed_into_a_field_are_letters(keyboard: Keyboard, settings: Any) -> None:
    (first, _second), page = cases(2, settings), keyboard.page
    page.goto(url(first))
    page.get_by_role("textbox", name="Address").focus()
    keyboard.press("a", "x", "?")
    assert set("ax?") <= set(page.get_by_role("textbox", name="Address").input_value())
    assert page.get_by_role("dialog").count() == 0
