"""The reviewer's way in a real browser, under a strict policy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from django_bizlicense import workflow
from django_bizlicense.models import LicenseReading, LicenseVerification
from django_bizlicense.models.storage import photo_storage
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOOD = {**factories.ANSWER, "reg_num": "91330106MA2CFRHEX0"}


@pytest.fixture(autouse=True)
def engine(settings: Any) -> None:
    settings.BIZLICENSE_OCR = factories.dummy(GOOD)


def two_cases() -> tuple[LicenseVerification, LicenseVerification]:
    first = factories.in_review(factories.user("shop1"), seed=1, legal_representative="李四样")
    second = factories.in_review(factories.user("shop2"), seed=2)
    LicenseVerification.objects.update(findings=[])  # both show one number, which is not what this is about
    workflow.correct(second, by=factories.reviewer("bob"), version=second.version, fields={"enterprise_name": "第二家"})
    return first, second


def the_queue(open_page: Callable[..., Any], **options: Any) -> Any:
    page = open_page(factories.reviewer("alice"), **options)
    page.goto(QUEUE)
    return page


def test_from_the_queue_to_the_next_case(open_page: Callable[..., Any]) -> None:
    first, second = two_cases()
    page = the_queue(open_page)
    page.get_by_role("link", name=first.enterprise_name).click()
    assert page.url.endswith(url(first))
    until(page, "document.querySelector('[data-photo]').naturalWidth > 0")
    page.get_by_role("button", name="Take over (Stated): Legal representative").click()
    assert page.get_by_role("textbox", name="Legal representative").input_value() == "李四样"
    page.get_by_role("textbox", name="Address").fill("浙江省杭州市西湖区样本路9号")
    page.get_by_role("button", name="✓ Approve").click()
    page.wait_for_url(f"**{url(second)}")
    assert "Approved: 杭州样本云杉贸易有限公司." in page.locator(".messagelist").inner_text()
    first.refresh_from_db()
    assert (first.status, first.address) == ("approved", "浙江省杭州市西湖区样本路9号")
    assert first.legal_representative == "李四样"
    assert first.decisions.get().by_text == "alice"


@pytest.mark.parametrize("scripts", [True, False])
def test_asking_again_with_a_reason(open_page: Callable[..., Any], scripts: bool) -> None:
    first, second = two_cases()
    page = the_queue(open_page, java_script_enabled=scripts)
    page.goto(url(first))
    assert page.get_by_role("button", name="Ask again").count() == 0
    assert page.locator("[data-viewer-tools]").is_visible() is scripts
    assert page.locator("[data-take]").first.is_visible() is scripts
    page.get_by_text("Ask again, reject, add a note").click()
    page.get_by_label("The name differs from the license").check()
    assert page.get_by_role("group", name="Fields to mark").get_by_label("Name").is_checked() is scripts
    page.get_by_label("Text for the merchant").fill("请核对名称")
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_url(f"**{url(second)}")
    decision = first.decisions.get()
    assert (decision.outcome, decision.message) == ("resubmission_requested", "请核对名称")
    assert decision.marked_fields == ["enterprise_name"]


def test_without_a_reason_the_panel_says_so(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    page.get_by_text("Ask again, reject, add a note").click()
    page.get_by_label("Note for staff only").fill("hm")
    with page.expect_response(lambda response: response.status == 422):
        page.get_by_role("button", name="Reject").click()
    assert page.get_by_role("alert").evaluate("alert => alert === document.activeElement")
    assert page.get_by_label("Note for staff only").input_value() == "hm"
    page.get_by_role("link", name="Choose at least one reason.").click()
    assert page.get_by_label("The photo is blurred").is_visible()


def test_the_photo_zooms_turns_and_fits(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    stage = page.locator("[data-viewer]")
    overflow = "stage => [stage.scrollWidth > stage.clientWidth, stage.scrollHeight > stage.clientHeight]"
    assert stage.evaluate(overflow) == [False, False]
    page.get_by_role("button", name="Zoom in").click()
    assert stage.evaluate(overflow) == [True, True]
    page.get_by_role("button", name="Rotate right").click()
    assert "rotate(90deg)" in page.locator("[data-turn]").evaluate("turn => turn.style.transform")
    page.get_by_role("button", name="Fit").click()
    assert stage.evaluate(overflow) == [False, False]
    stage.focus()
    page.keyboard.press("+")
    assert stage.evaluate(overflow) == [True, True]
    before = stage.evaluate("stage => stage.scrollLeft")
    page.keyboard.press("ArrowRight")
    until(page, f"document.querySelector('[data-viewer]').scrollLeft > {before}")


def test_the_way_up_a_reviewer_has_given_is_kept(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    with page.expect_response("**/turn/1/") as kept:
        page.get_by_role("button", name="Rotate right").click()
    assert kept.value.status == 204
    page.reload()
    until(page, "document.querySelector('[data-turn]').style.transform.includes('rotate(90deg)')")


def test_the_straightened_cut_is_shown_and_the_photo_again(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    photo, button = page.locator("[data-photo]"), page.get_by_role("button", name="Straightened")
    with page.expect_response("**/cut/1/") as answer:
        button.click()
    assert answer.value.status == 200
    assert button.get_attribute("aria-pressed") == "true"
    until(page, "(size => size > 300 && size < 560)(document.querySelector('[data-photo]').naturalWidth)")
    button.click()
    assert photo.get_attribute("src").endswith(url(first, "photo", 1))


def test_a_focused_field_shows_its_place_zoomed(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    place = [[0.6, 0.7], [0.8, 0.7], [0.8, 0.75], [0.6, 0.75]]
    LicenseReading.objects.update(details={"address": {"confidence": 0.9, "place": place}})
    page = the_queue(open_page)
    page.goto(url(first))
    until(page, "document.querySelector('[data-photo]').naturalWidth > 0")
    page.get_by_role("button", name="Straightened").click()
    page.get_by_role("textbox", name="Address").focus()
    shown, stage = page.locator("[data-place=address]").bounding_box(), page.locator("[data-viewer]").bounding_box()
    assert page.locator("[data-place=address]").is_visible()
    assert shown["width"] > stage["width"] * 0.6
    assert stage["x"] <= shown["x"] and shown["x"] + shown["width"] <= stage["x"] + stage["width"]
    assert stage["y"] <= shown["y"] and shown["y"] + shown["height"] <= stage["y"] + stage["height"]
    page.get_by_role("button", name="Fit").click()
    page.get_by_role("button", name="Follow the field").click()
    page.get_by_role("textbox", name="Name", exact=True).focus()
    page.get_by_role("textbox", name="Address").focus()
    assert page.locator("[data-place=address]").bounding_box()["width"] < stage["width"] * 0.3


def test_nothing_runs_out_of_the_page(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    page.get_by_text("Ask again, reject, add a note").click()
    small = "all => all.filter(e => e.offsetParent).map(e => e.getBoundingClientRect()).filter(b => b.height < 24)"
    for width in (320, 360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        photo, form = page.locator(".bl-photo").bounding_box(), page.locator("#bl-form").bounding_box()
        assert (form["x"] >= photo["x"] + photo["width"]) is (width >= 900)
        assert page.locator(".bl-review :is(button, summary, .bl-tick)").evaluate_all(small) == []


def test_the_pages_around_fit_small_screens(open_page: Callable[..., Any]) -> None:
    two_cases()
    rights = ("view_licenseverification", "review_licenseverification", "export_licenseverification")
    page = open_page(factories.user("lead", *rights, is_staff=True), width=320)
    for part in ("today/", "figures/"):
        page.goto(f"{QUEUE}{part}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"{QUEUE}today/")
    until(page, "document.activeElement.matches('[autofocus]')")  # the browser gives it after the page has loaded
    page.keyboard.press("Enter")
    page.get_by_role("button", name="✓ Approve").wait_for()


def test_several_cases_are_sent_back_at_once(open_page: Callable[..., Any]) -> None:
    two_cases()
    page = the_queue(open_page)
    for box in page.locator(".action-select").all():
        box.check()
    page.get_by_label("Action:").select_option(label="Ask again or reject, with reasons")
    page.locator("button[name=index]").click()
    page.get_by_label("The photo is blurred").check()
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("2 cases were decided.").wait_for()
    assert set(LicenseVerification.objects.values_list("status", flat=True)) == {"resubmission_requested"}


def test_the_second_reviewer_loses_nothing(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    page.get_by_role("textbox", name="Address").fill("typed in vain")
    first.refresh_from_db()
    workflow.approve(first, by=factories.reviewer("carol"), version=first.version)
    with page.expect_response(lambda response: response.status == 409):
        page.get_by_role("button", name="Save corrections").click()
    assert "Approved by carol just now." in page.get_by_role("alert").inner_text()
    assert "typed in vain" in page.locator("[data-field=address]").inner_text()


def test_a_lost_photo_is_told(open_page: Callable[..., Any], settings: Any) -> None:
    first, _second = two_cases()
    photo_storage().delete(first.latest_attempt.photo.name)
    page = open_page(factories.reviewer("alice"), java_script_enabled=False)
    page.goto(url(first))
    assert page.get_by_alt_text("it may be gone from the storage").is_visible()
    assert page.get_by_role("textbox", name="Address").is_editable()


def test_a_colleague_who_takes_over_is_announced(open_page: Callable[..., Any], settings: Any) -> None:
    settings.BIZLICENSE_CLAIM_SECONDS = 3
    first, _second = two_cases()
    page = the_queue(open_page)
    page.get_by_role("button", name="Review the oldest unclaimed case").click()
    page.wait_for_url(f"**{url(first)}")
    carol = open_page(factories.reviewer("carol"))
    carol.goto(url(first))
    assert "alice works on this case." in carol.locator(".bl-holder").inner_text()
    carol.get_by_role("button", name="Take the case over").click()
    carol.get_by_role("button", name="✓ Approve").wait_for()
    page.get_by_text("carol has taken this case over.").wait_for()


def test_leaving_the_page_gives_the_case_back(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.goto(url(first))
    assert LicenseVerification.objects.get(pk=first.pk).holder is not None
    page.get_by_role("link", name="Queue").click()
    page.wait_for_url(f"**{QUEUE}")
    end = time.monotonic() + 10
    while LicenseVerification.objects.get(pk=first.pk).holder is not None:
        assert time.monotonic() < end  # the request of a page that is gone cannot be awaited
        page.wait_for_timeout(20)


BLURRED = "照片模糊：请将原件平放，在均匀光线下完整、清晰地重新拍摄。"
IN_ENGLISH = "The photo is blurred. Photograph the original flat, whole and sharp, in even light."


def refusing(open_page: Callable[..., Any], settings: Any, **options: Any) -> tuple[Any, Any, LicenseVerification]:
    settings.LANGUAGE_CODE = "zh-hans"
    first, _second = two_cases()
    page = the_queue(open_page, extra_http_headers={"Accept-Language": "en"}, **options)
    page.goto(url(first))
    page.get_by_text("Ask again, reject, add a note").click()
    return page, page.get_by_label("Text for the merchant"), first


def test_the_reasons_write_the_text_for_the_merchant(open_page: Callable[..., Any], settings: Any) -> None:
    page, text, _first = refusing(open_page, settings)
    page.get_by_label("The photo is blurred").check()
    assert text.input_value() == BLURRED  # a reviewer who reads English, a site that speaks Chinese
    page.get_by_role("button", name="English").click()
    assert text.input_value() == IN_ENGLISH
    page.get_by_label("The name differs from the license").check()
    assert text.input_value().splitlines()[1].startswith("The name differs from the license. ")
    page.get_by_label("The photo is blurred").uncheck()
    page.get_by_label("The name differs from the license").uncheck()
    assert text.input_value() == ""


def test_what_was_written_by_hand_is_never_overwritten(open_page: Callable[..., Any], settings: Any) -> None:
    page, text, _first = refusing(open_page, settings)
    page.get_by_label("The photo is blurred").check()
    text.fill("照片模糊，请用新手机。")
    page.get_by_label("The name differs from the license").check()
    page.get_by_role("button", name="English").focus()
    page.keyboard.press("Enter")
    page.get_by_label("The name differs from the license").uncheck()
    assert text.input_value() == f"照片模糊，请用新手机。\n{IN_ENGLISH}"
    text.fill("照片模糊，请用新手机。")
    page.get_by_label("The photo is blurred").uncheck()
    assert text.input_value() == "照片模糊，请用新手机。"


def test_without_scripts_the_server_writes_the_text(open_page: Callable[..., Any], settings: Any) -> None:
    page, text, first = refusing(open_page, settings, java_script_enabled=False)
    page.get_by_role("textbox", name="Address").fill("新地址")
    page.get_by_label("The photo is blurred").check()
    text.fill("谢谢")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/draft/")
    assert text.input_value() == f"{IN_ENGLISH}\n谢谢"
    page.get_by_role("button", name="中文").click()
    assert text.input_value() == f"{BLURRED}\n谢谢"
    assert page.get_by_role("textbox", name="Address").input_value() == "新地址"
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_url("**/change/")
    decision = first.decisions.get()
    assert (decision.own_message, decision.fields["address"]) == ("谢谢", "新地址")


def test_enter_in_a_field_saves_and_decides_nothing(open_page: Callable[..., Any], settings: Any) -> None:
    page, _text, first = refusing(open_page, settings)
    page.get_by_role("textbox", name="Legal representative").fill("李四样")
    page.keyboard.press("Enter")
    page.get_by_text("Corrections saved").wait_for()
    first.refresh_from_db()
    assert (first.status, first.legal_representative) == ("in_review", "李四样")


SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) window.shifted += hadRecentInput ? 0 : value;
}).observe({ type: "layout-shift", buffered: true });
"""


def test_nothing_jumps_while_the_photo_loads(open_page: Callable[..., Any]) -> None:
    first, _second = two_cases()
    page = the_queue(open_page)
    page.add_init_script(SHIFTS)
    waiting: list[Any] = []
    page.route("**/photo/1/", lambda route: waiting.append(route))
    page.goto(url(first), wait_until="domcontentloaded")
    page.locator("[data-viewer-tools]").wait_for()
    page.wait_for_timeout(200)
    before = page.locator("#bl-form").bounding_box()
    waiting[0].continue_()
    until(page, "document.querySelector('[data-photo]').naturalWidth > 0")
    page.wait_for_timeout(200)
    assert page.locator("#bl-form").bounding_box() == before
    assert page.evaluate("window.shifted") == 0


def test_the_message_leads_back_to_what_was_decided(open_page: Callable[..., Any]) -> None:
    first, second = two_cases()
    page = open_page(factories.user("lead", is_staff=True, is_superuser=True))
    page.goto(url(first))
    page.get_by_role("button", name="✓ Approve").click()
    page.wait_for_url(f"**{url(second)}")
    page.locator(".messagelist").get_by_role("link", name=first.enterprise_name).click()
    page.wait_for_url(f"**{url(first)}")
    page.get_by_text("Open for review again …").click()
    page.get_by_label("Why the case is opened again").fill("wrong button")
    page.get_by_role("button", name="Open for review again", exact=True).click()
    page.get_by_role("button", name="✓ Approve").wait_for()
    first.refresh_from_db()
    assert first.status == "in_review"
