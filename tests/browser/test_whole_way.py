"""One license from the phone to the record, merchant and two reviewers each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_bizlicense import merchants, recognition
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.browser.test_keys import FOCUSED
from tests.browser.test_merchant import PHONE, photo_file
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKED_AT_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


def read(case: LicenseVerification) -> None:
    recognition.recognize(str(case.pk))


def sends(phone: Any) -> None:
    phone.get_by_role("checkbox").check()
    phone.get_by_role("button", name="Send").click()
    phone.get_by_role("heading", name="We are reading your license").wait_for()


def asks_again(alice: Any, case: LicenseVerification) -> None:
    """Take the case over, look closer, take what was stated, correct, and ask for the name."""
    alice.goto(url(case))
    assert "carol works on this case." in alice.locator(".bl-holder").inner_text()
    alice.get_by_role("button", name="Take the case over").click()
    alice.locator(".bl-holder").wait_for(state="detached")
    alice.get_by_role("button", name="Zoom in").click()
    alice.get_by_role("button", name="Take over (Stated): Legal representative").click()
    alice.get_by_role("textbox", name="Address").fill("浙江省杭州市西湖区样本路9号")
    alice.get_by_text("Ask again, reject, add a note").click()
    alice.get_by_label("The name differs from the license").check()
    alice.get_by_label("Text for the merchant").fill("请核对名称")
    alice.get_by_role("button", name="Ask again").click()
    alice.wait_for_url(f"**{QUEUE}**")


def test_from_the_phone_to_the_record(open_page: Callable[..., Any], settings: Any) -> None:
    settings.BIZLICENSE_OCR = factories.dummy()
    merchant = factories.user()
    phone = open_page(merchant, **PHONE)
    phone.goto("/license/")
    phone.locator("#id_image").set_input_files(photo_file())
    phone.locator("summary").first.click()
    phone.get_by_label("Legal representative").fill("李四样")
    sends(phone)
    case = LicenseVerification.objects.get()
    read(case)
    phone.get_by_role("heading", name="Your license is being reviewed").wait_for()

    carol = open_page(factories.reviewer("carol"), complaints_expected=True)
    carol.goto(url(case))
    alice = open_page(factories.reviewer("alice"))
    asks_again(alice, case)
    with carol.expect_response(lambda response: response.status == 409):
        carol.get_by_role("button", name="✓ Approve").click()
    assert "by alice" in carol.get_by_role("alert").inner_text()

    phone.evaluate(LOOKED_AT_AGAIN)
    phone.get_by_role("heading", name="Please send your license again").wait_for()
    assert phone.get_by_text("请核对名称").is_visible()
    phone.get_by_role("link", name="Send again").click()
    assert phone.get_by_label("Address").input_value() == "浙江省杭州市西湖区样本路9号"
    phone.get_by_label("Name please correct").fill("杭州样本云杉贸易公司")
    sends(phone)
    read(case)
    following = factories.in_review(factories.user("shop2"), seed=2)

    alice.get_by_role("button", name="Review the oldest unclaimed case").focus()
    alice.keyboard.press("Enter")
    alice.wait_for_url(f"**{url(case)}")
    until(alice, FOCUSED)
    alice.keyboard.press("a")
    alice.keyboard.press("Enter")
    alice.wait_for_url(f"**{url(following)}")
    phone.evaluate(LOOKED_AT_AGAIN)
    phone.get_by_role("heading", name="Your license is verified").wait_for()
    record = merchants.approved_license(merchant)
    assert record is not None
    assert record.fields["legal_representative"] == "李四样"
    assert record.fields["address"] == "浙江省杭州市西湖区样本路9号"
