from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from django_bizlicense.license.case import Case
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.license.finding import FINDINGS, Finding, Severity, make
from django_bizlicense.license.findings import find
from django_bizlicense.license.numbers import uscc_check_character
from tests.license.generated import registration, uscc

TODAY = dt.date(2026, 1, 1)
CODE = "91330100799655058B"
OTHER_CODE = uscc("91", "330100", "79965513")
QR = f"http://www.gsxt.gov.cn/index.html?uniscid={CODE}"
WRONG_INSIDE = "91330100799655050"
WRONG_INSIDE += uscc_check_character(WRONG_INSIDE)
SOUND = {
    "reg_num": CODE,
    "enterprise_name": "杭州样本科技有限公司",
    "type_of_enterprise": "有限责任公司(自然人独资)",
    "legal_representative": "张三",
    "address": "浙江省杭州市西湖区文三路1号",
    "registered_capital": "壹佰万元整",
    "registered_date": "2016年9月7日",
    "valid_period": "2016年9月7日至长期",
    "business_scope": "技术服务",
}


def found(changes: dict[str, str] | None = None, **case: Any) -> dict[tuple[str, str], Finding]:
    findings = find(Case(fields={**SOUND, **(changes or {})}, today=TODAY, **case))
    assert len({(finding.code, finding.field) for finding in findings}) == len(findings)
    return {(finding.code, finding.field): finding for finding in findings}


@pytest.mark.parametrize(
    ("changes", "case"),
    [
        ({}, {}),
        ({}, {"stated": {"reg_num": CODE.lower(), "enterprise_name": "杭州市样本科技有限公司", "address": "另一处"}}),
        ({}, {"codes": [QR, "https://example.com/"]}),
        ({}, {"codes": [QR.replace(CODE, OTHER_CODE), QR]}),
        ({}, {"second_fields": {**SOUND, "registered_capital": "100万元", "registered_date": "2016-09-07"}}),
        ({"registered_date": "2023年9月7日", "valid_period": "***"}, {}),
        ({"address": "某某路1号"}, {}),
        ({"valid_period": "2016年9月7日至2026年2月1日"}, {}),
        ({"paid_in_capital": "壹佰万元整"}, {}),
        ({"registered_date": "2026年1月1日", "valid_period": ""}, {}),
        ({"reg_num": registration("33010000001234")}, {}),
        ({"reg_num": "3301082001234"}, {}),
        ({"reg_num": uscc("91", "100000", "79965505")}, {}),
        ({"reg_num": uscc("91", "331100", "79965505"), "address": "浙江省丽水市莲都区1号"}, {}),
    ],
)
def test_a_sound_license_gives_no_finding(changes: dict[str, str], case: dict[str, Any]) -> None:
    assert found(changes, **case) == {}


INDIVIDUAL = {
    "reg_num": uscc("92", "330106", "MA2ABCD1"),
    "enterprise_name": "***",
    "type_of_enterprise": "个体工商户",
    "registered_capital": "",
    "valid_period": "",
    "type_of_organization": "个人经营",
}


def test_an_individual_business_needs_no_name_and_no_capital() -> None:
    assert found(INDIVIDUAL) == {}


POSITIVE: list[tuple[str, str, dict[str, str], dict[str, Any], str | None]] = [
    ("number_check_digit", "reg_num", {"reg_num": "9133O10079965S0588"}, {}, CODE),
    ("number_check_digit", "reg_num", {"reg_num": "913301007996550588"}, {"codes": [QR]}, CODE),
    ("number_missing", "reg_num", {"reg_num": "***"}, {}, None),
    ("number_missing", "reg_num", {"reg_num": ""}, {"codes": [QR]}, CODE),
    ("number_length", "reg_num", {"reg_num": "9133010079965505"}, {}, None),
    ("number_length", "reg_num", {"reg_num": "913301007996555058B"}, {}, CODE),
    ("number_not_business", "reg_num", {"reg_num": uscc("12", "330100", "79965505")}, {}, None),
    ("number_not_business", "reg_num", {"reg_num": uscc("Q7", "330100", "79965505")}, {}, None),
    ("qr_mismatch", "reg_num", {"reg_num": OTHER_CODE}, {"codes": [QR]}, CODE),
    ("number_kind_mismatch", "reg_num", {"reg_num": uscc("92", "330100", "79965505")}, {}, None),
    ("number_kind_mismatch", "reg_num", {"reg_num": registration("33010660012345")}, {}, None),
    ("number_kind_mismatch", "reg_num", {**INDIVIDUAL, "reg_num": CODE}, {}, None),
    ("region_address", "address", {"address": "江苏省南京市玄武区某路1号"}, {}, None),
    ("region_address", "address", {"address": "浙江省宁波市海曙区某路1号"}, {}, None),
    ("term_over", "valid_period", {"valid_period": "2016年9月7日至2025年12月31日"}, {}, None),
    ("term_ends_soon", "valid_period", {"valid_period": "2016年9月7日至2026年1月31日"}, {}, None),
    ("term_ends_soon", "valid_period", {"valid_period": "2016年9月7日至2026年1月1日"}, {}, None),
    ("term_ends_soon", "valid_period", {"valid_period": "至2026年3月1日"}, {"term_soon_days": 60}, None),
    ("term_not_stated", "valid_period", {"valid_period": "***"}, {}, None),
    ("registered_in_future", "registered_date", {"registered_date": "2026年1月2日"}, {}, None),
    ("registered_after_term", "registered_date", {"valid_period": "至2015年1月1日"}, {}, None),
    ("date_unreadable", "registered_date", {"registered_date": "2016年2月30日"}, {}, None),
    ("date_unreadable", "valid_period", {"valid_period": "二十年"}, {}, None),
    ("money_unreadable", "registered_capital", {"registered_capital": "壹佰万二"}, {}, None),
    ("money_unreadable", "paid_in_capital", {"paid_in_capital": "不详"}, {}, None),
    ("field_missing", "legal_representative", {"legal_representative": "---"}, {}, None),
    ("field_missing", "enterprise_name", {"enterprise_name": ""}, {}, None),
    ("field_unexpected", "type_of_organization", {"type_of_organization": "个人经营"}, {}, None),
    ("field_unexpected", "registered_capital", {**INDIVIDUAL, "registered_capital": "10万元"}, {}, None),
    ("stated_differs", "reg_num", {}, {"stated": {"reg_num": OTHER_CODE}}, None),
    ("stated_differs", "enterprise_name", {}, {"stated": {"enterprise_name": "宁波样本公司"}}, None),
    ("stated_differs", "legal_representative", {}, {"stated": {"legal_representative": "李四"}}, None),
    ("stated_only", "reg_num", {}, {"stated": {"reg_num": CODE}, "read": {"serial": "1"}}, None),
    ("not_read", "", {}, {"was_read": False}, None),
    ("rejected_before", "", {}, {"rejected_before": ["7f3a"]}, None),
    ("number_elsewhere", "reg_num", {}, {"same_number": ["7f3a"]}, None),
    ("photo_elsewhere", "", {}, {"same_photo": ["7f3a", "81bc"]}, None),
    ("reader_found_nothing", "", {}, {"second_fields": {}}, None),
    ("readers_differ", "registered_capital", {}, {"second_fields": {"registered_capital": "200万"}}, "200万"),
    ("readers_differ", "reg_num", {}, {"second_fields": {"reg_num": OTHER_CODE}}, OTHER_CODE),
    ("number_organization_code", "reg_num", {"reg_num": WRONG_INSIDE}, {}, None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "field", "changes", "case", "suggestion"), POSITIVE)
def test_a_fault_gives_its_finding(
    code: str, field: str, changes: dict[str, str], case: dict[str, Any], suggestion: str | None
) -> None:
    finding = found(changes, **case)[code, field]
    assert finding.suggestion == suggestion
    assert finding.severity is (Severity.INFO if code in ("region_address", "term_not_stated") else FINDINGS[code][0])


def test_every_finding_has_a_case_here() -> None:
    assert {code for code, *_ in POSITIVE} | {"nothing_read"} == set(FINDINGS)


def test_nothing_read() -> None:
    assert [finding.code for finding in find(Case(fields={}, today=TODAY))] == ["nothing_read"]
    assert [finding.code for finding in find(Case(fields={"reg_num": "***"}, today=TODAY))] == ["nothing_read"]


def test_nothing_is_missing_before_anything_was_read() -> None:
    case = Case(fields={}, today=TODAY, was_read=False, same_photo=["7f3a"])
    assert [finding.code for finding in find(case)] == ["photo_elsewhere", "number_missing", "not_read"]


def test_what_was_only_typed_over_a_photo_without_a_license_is_told() -> None:
    findings = found(stated=SOUND, read={})
    assert findings["nothing_read", ""].severity is Severity.BLOCKER
    assert findings["stated_only", "enterprise_name"].severity is Severity.WARNING
    assert findings["stated_only", "registered_capital"].severity is Severity.INFO
    assert ("stated_only", "address") not in found(stated=SOUND, read=SOUND)


def test_what_a_person_typed_is_checked_without_a_reading() -> None:
    case = Case(fields={"reg_num": "913301007996550588"}, today=TODAY, was_read=False)
    assert find(case)[0].code == "number_check_digit"


def test_less_important_fields_are_missed_less() -> None:
    assert found({"business_scope": ""})["field_missing", "business_scope"].severity is Severity.INFO
    assert found({"address": ""})["field_missing", "address"].severity is Severity.WARNING


def test_the_heaviest_comes_first_then_the_order_of_reading() -> None:
    findings = find(
        Case(
            fields={
                **SOUND,
                "reg_num": "",
                "valid_period": "至2020年1月1日",
                "address": "江苏省南京市1号",
                "serial": "1",
            },
            today=TODAY,
            stated={"legal_representative": "李四", "enterprise_name": "别的公司"},
            same_photo=["7f3a"],
        )
    )
    assert [finding.severity.rank for finding in findings] == sorted(
        (finding.severity.rank for finding in findings), reverse=True
    )
    assert [(finding.code, finding.field) for finding in findings] == [
        ("photo_elsewhere", ""),
        ("number_missing", "reg_num"),
        ("term_over", "valid_period"),
        ("stated_differs", "enterprise_name"),
        ("stated_differs", "legal_representative"),
    ]


@pytest.mark.parametrize(("code", "field", "changes", "case", "suggestion"), POSITIVE)
def test_sentences_are_whole_in_both_languages(
    code: str, field: str, changes: dict[str, str], case: dict[str, Any], suggestion: str | None
) -> None:
    finding = found(changes, **case)[code, field]
    assert finding.zh.endswith("。") and finding.en.endswith(".")
    assert not re.search(r"[{}]|None", finding.zh + finding.en)
    assert "“”" not in finding.zh and '""' not in finding.en


def test_sentences_name_the_values() -> None:
    term = found({"valid_period": "2016年9月7日至2026年1月31日"})["term_ends_soon", "valid_period"]
    assert term.zh == "营业期限将于2026年1月31日届满，还剩 30 天。"
    assert term.en == "The term of the license ends on 2026-01-31; days left: 30."


def test_long_and_odd_values_are_cut_and_cleaned() -> None:
    finding = found({"registered_capital": "不详\x00\ud800{code}" + "长" * 5000})[
        "money_unreadable", "registered_capital"
    ]
    assert len(finding.zh) < 200
    assert "{code}" in finding.zh
    assert finding.zh.encode()


@pytest.mark.parametrize("code", ["number_elsewhere", "photo_elsewhere", "qr_mismatch", "rejected_before"])
def test_what_concerns_others_or_fraud_is_not_for_the_merchant(code: str) -> None:
    assert not FINDINGS[code].for_merchant


@pytest.mark.parametrize("code", ["number_check_digit", "term_over", "nothing_read", "field_missing", "stated_differs"])
def test_what_the_merchant_can_mend_is_for_the_merchant(code: str) -> None:
    assert FINDINGS[code].for_merchant


def test_json_and_back() -> None:
    finding = make(
        "term_over", "valid_period", values={"day_zh": "2026年1月1日", "day_en": "2026-01-01"}, suggestion="x"
    )
    assert Finding.from_json(finding.as_json()) == finding
    assert set(finding.as_json()) == {"code", "severity", "field", "zh", "en", "suggestion", "for_merchant"}


@pytest.mark.parametrize("broken", [{}, {"code": "x", "severity": "worst", "field": "", "zh": "", "en": ""}])
def test_other_json_is_refused(broken: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        Finding.from_json(broken)


def test_severities_have_an_order() -> None:
    assert [severity.rank for severity in (Severity.INFO, Severity.WARNING, Severity.BLOCKER)] == [0, 1, 2]


def test_fields_of_findings_are_fields() -> None:
    assert {field for _, field, *_ in POSITIVE} <= {*FIELDS, ""}
