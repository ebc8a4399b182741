from __future__ import annotations

import pytest
from django.utils import translation

from django_bizlicense.license.finding import FINDINGS
from django_bizlicense.models import LicenseVerification
from django_bizlicense.web.findings import SENTENCES, fields_in_question, merchant_findings
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


def finding(code, field="", **given):
    return {
        "code": code,
        "severity": "warning",
        "field": field,
        "zh": "原话",
        "en": "Verbatim.",
        "for_merchant": True,
    } | given


def told(*findings, status=Status.IN_REVIEW, **stated):
    case = factories.in_review(**stated)
    case.findings, case.status = list(findings), status
    return merchant_findings(case, case.latest_attempt)


def test_a_statement_that_differs_names_both_and_takes_no_side(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    assert told(finding("stated_differs", "enterprise_name"), enterprise_name="云杉") == [
        "For “Name” you typed “云杉”, but we read “杭州样本云杉贸易有限公司”. Which is right?"
    ]


def test_two_findings_that_ask_the_same_are_asked_once():
    assert len(told(finding("number_length", "reg_num"), finding("number_check_digit", "reg_num"))) == 1


def test_a_percent_sign_in_a_text_does_no_harm():
    (text,) = told(finding("stated_differs", "address"), address="100%(field)s %s")
    assert "“100%(field)s %s”" in text


def test_a_finding_of_the_host_is_told_in_its_own_words_in_both_languages():
    assert told(finding("host_says")) == ["Verbatim."]
    with translation.override("zh-hans"):
        case = LicenseVerification.objects.get()
        case.findings = [finding("host_says")]
        assert merchant_findings(case, case.latest_attempt) == ["原话"]


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.APPROVED, Status.REJECTED, Status.WITHDRAWN])
def test_nothing_is_said_while_it_is_read_and_after_the_end(status):
    assert told(finding("number_missing"), status=status) == []


def test_what_is_meant_for_reviewers_stays_with_them():
    assert told(finding("number_missing", for_merchant=False)) == []


def test_every_sentence_belongs_to_a_finding_for_merchants():
    assert all(FINDINGS[code].for_merchant for code in SENTENCES)


def test_the_fields_in_question(settings):
    case = LicenseVerification(findings=[finding("number_length", "reg_num"), finding("nothing_read")])
    assert fields_in_question(case) == {"reg_num"}
