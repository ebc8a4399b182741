"""The merchant's pages in a real browser, at the width of a phone, under the strict policy."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from django_bizlicense import recognition, workflow
from django_bizlicense.models import LicenseAttempt, LicenseVerification
from tests import factories
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser]
OUTLINE_IN_FOCUS = """
(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return document.activeElement === document.body ? "" : `${outlineStyle} ${outlineWidth}`;
})()
"""
PHONE = {"width": 360, "height": 740, "is_mobile": True, "has_touch": True}


@pytest.fixture(autouse=True)
def engine_that_reads(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def owner():
    return factories.user()


def photo_file(size=(600, 400), seed=1):
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": factories.jpeg(seed, size)}


def sent_back():
    case = LicenseVerification.objects.get()
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    reasons = {"name_mismatch": ["enterprise_name"]}
    workflow.request_resubmission(case, by=factories.reviewer(), version=case.version, reasons=reasons)


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_upload_status_and_sending_again(open_page, owner):
    page = open_page(owner, **PHONE)
    page.goto("/license/")
    with page.expect_file_chooser():
        page.get_by_role("button", name="Take a photo").click()
    assert page.locator("#id_image").get_attribute("capture") == "environment"
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose from album").click()
    assert page.locator("#id_image").get_attribute("capture") is None
    chooser.value.set_files(photo_file())
    page.get_by_role("img", name="Your photo as it will be sent").wait_for()
    assert overflow(page) == 0
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()

    sent_back()
    page.get_by_role("heading", name="Please send your license again").wait_for()
    assert page.locator("#biz-said").text_content() == "Please send your license again"
    assert overflow(page) == 0

    page.get_by_role("link", name="Send again").click()
    assert page.get_by_role("radio", name="Only the data").is_checked()
    page.locator("#id_image").wait_for(state="hidden")
    page.get_by_role("radio", name="A new photo").check()
    assert page.get_by_role("button", name="Take a photo").is_visible()
    page.get_by_role("radio", name="Only the data").check()
    page.get_by_label("Name please correct").fill("杭州样本云杉贸易公司")
    assert overflow(page) == 0
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    assert LicenseAttempt.objects.get(number=2).stated == {"enterprise_name": "杭州样本云杉贸易公司"}


def test_a_waiting_page_asks_small_questions_and_loads_when_there_is_news(open_page, owner):
    page = open_page(owner, **PHONE)
    case = factories.submitted(owner)
    asked = []
    page.on("response", lambda response: asked.append((response.url.rsplit("/", 2)[1], response.status)))
    page.goto(f"/license/{case.pk}/")
    page.wait_for_event("response", lambda response: response.url.endswith("/state/"))
    assert asked[-1] == ("state", 304)
    recognition.recognize(str(case.pk))
    page.get_by_role("heading", name="Your license is being reviewed").wait_for()
    assert [pair for pair in asked if pair[0] == "state"][-1] == ("state", 200)
    assert page.locator("#biz-said").text_content() == "Your license is being reviewed"


def test_everything_works_without_a_script(open_page, owner):
    page = open_page(owner, **PHONE, java_script_enabled=False)
    page.goto("/license/")
    page.locator("#id_image").set_input_files(photo_file())
    page.locator("summary").first.click()
    page.get_by_label("Name", exact=True).fill("云杉")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    sent_back()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Send again").click()
    page.get_by_role("radio", name="A new photo").check()
    page.locator("#id_image").set_input_files(photo_file(seed=2))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    assert LicenseAttempt.objects.filter(photo_from=None).count() == 2


def test_a_refused_photo_is_said_in_place_and_nothing_typed_is_lost(open_page, owner):
    page = open_page(owner, **PHONE)
    page.goto("/license/")
    page.locator("#id_image").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7"})
    page.locator("summary").first.click()
    page.get_by_label("Name", exact=True).fill("云杉")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("PDF files cannot be used.").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "云杉"
    camera = page.get_by_role("button", name="Take a photo")
    assert camera.evaluate("button => button === document.activeElement")
    assert camera.get_attribute("aria-describedby") == "id_image_error"
    page.locator("#id_image").set_input_files(photo_file())
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()


def test_whoever_tabs_sees_where_they_are(open_page, owner):
    page = open_page(owner, color_scheme="dark")
    page.goto("/license/")
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")
    outlines = []
    while not outlines or outlines[-1]:
        page.keyboard.press("Tab")
        outlines.append(page.evaluate(OUTLINE_IN_FOCUS))
    assert len(outlines) > 15
    assert set(outlines[:-1]) == {"solid 3px"}


def test_a_chosen_photo_survives_a_refusal_of_something_else(open_page, owner):
    page = open_page(owner)
    page.goto("/license/")
    page.locator("#id_image").set_input_files(photo_file())
    page.evaluate("document.querySelector('[data-biz-upload]').noValidate = true")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Without your agreement").wait_for()
    assert page.evaluate("document.querySelector('#id_image').files.length") == 1


def test_a_large_photo_is_made_smaller_before_it_is_sent(open_page, owner):
    page = open_page(owner)
    page.goto("/license/")
    large = {**photo_file((4000, 3000)), "buffer": noise((4000, 3000))}
    page.locator("#id_image").set_input_files(large)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    attempt = LicenseAttempt.objects.get()
    assert (attempt.width, attempt.height) == (2000, 1500)


@pytest.mark.parametrize(("times", "size", "corner"), [(1, (400, 600), "right top"), (2, (600, 400), "right bottom")])
def test_a_turned_photo_is_sent_as_it_is_shown(open_page, owner, times, size, corner):
    page = open_page(owner, **PHONE)
    page.goto("/license/")
    page.locator("#id_image").set_input_files({**photo_file(), "buffer": marked_corner()})
    for _time in range(times):
        page.get_by_role("button", name="Rotate").click()
    assert page.locator("#biz-said").text_content() == f"Rotated by {90 * times}°"
    until(page, f"document.querySelector('canvas').width === {size[0]}")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    attempt = LicenseAttempt.objects.get()
    assert (attempt.width, attempt.height) == size
    assert white_corner(attempt.photo_content()) == corner


def test_another_photo_begins_upright(open_page, owner):
    page = open_page(owner)
    page.goto("/license/")
    page.locator("#id_image").set_input_files(photo_file())
    page.get_by_role("button", name="Rotate").click()
    page.locator("#id_image").set_input_files(photo_file(seed=2))
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    assert (LicenseAttempt.objects.get().width, LicenseAttempt.objects.get().height) == (600, 400)


@pytest.mark.parametrize(("answer", "text"), [("abort", "could not be sent"), (413, "The file is too large.")])
def test_a_sending_that_breaks_off_can_be_repeated(open_page, owner, answer, text):
    page = open_page(owner, complaints_expected=True)
    page.goto("/license/")
    page.route("**/license/", lambda route: route.abort() if answer == "abort" else route.fulfill(status=413, body=""))
    page.locator("#id_image").set_input_files(photo_file())
    page.locator("summary").first.click()
    page.get_by_label("Name", exact=True).fill("云杉")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.locator(".biz-bad[role=alert]").get_by_text(text).wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "云杉"
    page.unroute("**/license/")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="We are reading your license").wait_for()
    assert LicenseAttempt.objects.get().stated == {"enterprise_name": "云杉"}


def test_a_file_over_the_limit_is_said_before_it_is_sent(open_page, owner, settings):
    settings.BIZLICENSE_UPLOAD_MAX_BYTES = 1000
    page = open_page(owner)
    page.goto("/license/")
    page.locator("#id_image").set_input_files(photo_file())
    said = page.locator(".errorlist").get_by_text("The file is too large.")
    assert said.bounding_box()["y"] < page.locator(".biz-preview").bounding_box()["y"], "beside what mends it"
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    assert page.locator(".biz-progress").count() == 0
    assert LicenseVerification.objects.count() == 0


def test_without_a_script_the_server_says_that_a_file_is_too_large(open_page, owner, settings):
    settings.BIZLICENSE_UPLOAD_MAX_BYTES = 1_000_000
    page = open_page(owner, java_script_enabled=False)
    page.goto("/license/")
    page.locator("#id_image").set_input_files({**photo_file(), "buffer": factories.jpeg() + b"\0" * 5_000_000})
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("The file is too large.").first.wait_for()
    assert LicenseVerification.objects.count() == 0


def marked_corner():
    """Return a black JPEG of 600 × 400 that is white in its left top corner."""
    picture = Image.new("RGB", (600, 400))
    picture.paste((255, 255, 255), (0, 0, 100, 100))
    return as_jpeg(picture)


def white_corner(content):
    picture = Image.open(io.BytesIO(content)).convert("L")
    width, height = picture.size
    places = {"left": 20, "right": width - 20}, {"top": 20, "bottom": height - 20}
    corners = [(f"{x} {y}", (places[0][x], places[1][y])) for x in places[0] for y in places[1]]
    (white,) = [name for name, place in corners if picture.getpixel(place) > 200]
    return white


def noise(size):
    """Return a JPEG of more than 1.5 MB."""
    return as_jpeg(Image.effect_noise(size, 60).convert("RGB"))


def as_jpeg(picture):
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()
