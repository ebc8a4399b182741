from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from django_bizlicense.admin.drafting import drafted, site_language
from django_bizlicense.models import ReviewReason
from django_bizlicense.models.decision import own_words
from tests import factories
from tests.admin.conftest import logged_in
from tests.admin.pages import as_rendered, url

pytestmark = pytest.mark.django_db
ENGLISH = "Glare covers part of the license. Turn off the flash and tilt the phone until no reflection is left."


def known(*codes: str) -> list[ReviewReason]:
    return list(ReviewReason.objects.filter(code__in=codes) if codes else ReviewReason.objects.all())


def test_a_reason_says_its_title_and_how_to_fix_it() -> None:
    glare, duplicate, other = (known(code)[0] for code in ("image_glare", "duplicate_license", "other"))
    assert glare.said["en"] == ENGLISH
    assert glare.said["zh"] == "照片反光：请关闭闪光灯，调整角度避开反光后重新拍摄。"
    assert duplicate.said == {"zh": "该执照已被其他商户使用。", "en": "This license belongs to another shop already."}
    assert other.said == {"zh": "", "en": ""}


def test_own_words_are_what_no_reason_says() -> None:
    (glare,) = known("image_glare")
    message = f"Hello\n{glare.said['zh']}\r\n{glare.said['en']}\nThanks"
    assert own_words(message, [glare]) == "Hello\nThanks"
    assert own_words(message, []) == message.replace("\r", "")


def test_another_language_replaces_what_the_reasons_said() -> None:
    (glare,) = known("image_glare")
    text = drafted("Thanks", [glare], known=known(), language="en")
    assert text == f"{ENGLISH}\nThanks"
    assert drafted(text, [glare], known=known(), language="zh") == f"{glare.said['zh']}\nThanks"
    assert drafted(text, [], known=known(), language="zh") == "Thanks"


@pytest.mark.parametrize("code, language", [("zh-hans", "zh"), ("zh-cn", "zh"), ("en-us", "en"), ("fr", "en")])
def test_the_site_speaks_one_of_two_languages(settings: Any, code: str, language: str) -> None:
    settings.LANGUAGE_CODE = code
    assert site_language() == language


def test_filling_in_decides_nothing_and_keeps_what_was_typed(reviewer: Client) -> None:
    case = factories.in_review()
    sent = as_rendered(case, address="typed", reasons=["image_glare", "gone"], note="hm", language="en")
    answer = reviewer.post(url(case, "draft"), sent)
    assert answer.status_code == 200
    assert answer.context["page"].form["message"].value() == ENGLISH
    assert answer.context["page"].form["address"].value() == "typed"
    assert not case.decisions.exists()


def test_filling_in_is_for_reviewers(reviewer: Client) -> None:
    case = factories.in_review()
    assert reviewer.get(url(case, "draft")).headers["Location"] == url(case)
    looker = logged_in(factories.user("bob", "view_licenseverification", is_staff=True))
    assert looker.post(url(case, "draft"), as_rendered(case)).status_code == 403


def test_a_reason_that_needs_a_text_is_not_served_by_that_of_another(reviewer: Client) -> None:
    case = factories.in_review()
    sent = as_rendered(case, reasons=["image_glare", "other"], message=ENGLISH)
    assert reviewer.post(url(case, "request-resubmission"), sent).status_code == 422
    answer = reviewer.post(url(case, "request-resubmission"), {**sent, "message": f"{ENGLISH}\nAsk your bank."})
    assert answer.status_code == 302
    assert case.decisions.get().own_message == "Ask your bank."
