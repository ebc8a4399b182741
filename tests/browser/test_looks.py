"""What only a look at the pages shows: edges, lines of text side by side, jumps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_bizlicense import images, workflow
from tests import factories
from tests.admin.pages import url
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDGE = "button => getComputedStyle(button).borderTopStyle"
LETTERS = """
element => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect().top;
}
"""


@pytest.fixture(autouse=True)
def engine(settings: Any) -> None:
    settings.BIZLICENSE_OCR = factories.dummy()


def test_buttons_keep_an_edge_where_colors_are_forced(open_page: Callable[..., Any]) -> None:
    case = factories.in_review()
    page = open_page(factories.reviewer("alice"), forced_colors="active")
    page.goto(url(case))
    assert page.locator("[data-step=approve]").evaluate(EDGE) == "solid"
    page = open_page(case.owner, forced_colors="active")
    page.goto(f"/license/{case.pk}/withdraw/")
    assert page.get_by_role("button", name="Withdraw").evaluate(EDGE) == "solid"


def test_the_whole_photo_is_seen_without_scrolling(open_page: Callable[..., Any]) -> None:
    page = open_page(factories.reviewer("alice"), width=1440, height=900)
    page.goto(url(factories.in_review()))
    stage = page.locator("[data-viewer]").bounding_box()
    assert stage["y"] + stage["height"] <= 900


@pytest.mark.parametrize("key", ["0", "Tab"])
def test_the_bar_does_not_cover_the_field_that_a_key_leads_to(open_page: Callable[..., Any], key: str) -> None:
    case = factories.in_review()
    scope = "样本商品的批发、零售；" * 12
    workflow.correct(case, by=factories.user("odd"), version=case.version, fields={"business_scope": scope})
    page = open_page(factories.reviewer("alice"), width=1440, height=800)
    page.goto(url(case))
    until(page, "document.activeElement.matches('[data-decision]')")
    if key == "Tab":
        page.locator("#id_valid_period").focus()
    page.keyboard.press(key)
    field = page.locator("#id_business_scope")
    assert field.evaluate("element => element === document.activeElement")
    until(page, "scrollY > 0")
    below = field.bounding_box()["y"] + field.bounding_box()["height"]
    assert below <= page.locator("[data-decision]").bounding_box()["y"]


def test_what_can_only_be_read_stands_on_the_line_of_its_label(open_page: Callable[..., Any]) -> None:
    case = factories.approved(factories.user())
    page = open_page(factories.reviewer("alice"), extra_http_headers={"Accept-Language": "zh-hans"})
    page.goto(url(case))
    field = page.locator("[data-field=legal_representative]")
    label, text = field.locator(".bl-label > span").first, field.locator(".bl-text")
    assert abs(label.evaluate(LETTERS) - text.evaluate(LETTERS)) < 2


@pytest.mark.parametrize("size", [(1600, 1200), (1200, 1600), (500, 300)])
def test_nothing_jumps_when_the_photo_of_a_merchant_arrives(open_page: Callable[..., Any], size: Any) -> None:
    photo = images.accept(factories.jpeg(size=size))
    case = workflow.submit(photo, owner=factories.user())
    page = open_page(case.owner, width=360)
    waiting: list[Any] = []
    page.route("**/photo/1/", lambda route: waiting.append(route))
    page.goto(f"/license/{case.pk}/", wait_until="domcontentloaded")
    below = page.locator(".biz-about")
    until(page, "document.querySelector('.biz-photo img') !== null")
    page.wait_for_timeout(200)
    before = below.bounding_box()
    waiting[0].continue_()
    until(page, "document.querySelector('.biz-photo img').naturalWidth > 0")
    assert below.bounding_box() == before
