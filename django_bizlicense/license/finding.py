"""What a finding is, and what each one says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from django_bizlicense.license.fields import FIELD_LABELS, FIELDS, clean_text

_SHOWN_LENGTH = 120


class Severity(str, Enum):
    """How much a finding weighs: a blocker stops every decision by machine."""

    INFO = "info"
    WARNING = "warning"
    BLOCKER = "blocker"

    @property
    def rank(self) -> int:
        """0 for info, 2 for blocker."""
        return list(Severity).index(self)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing the app noticed; `field` is one of FIELDS, or empty where it concerns the whole license."""

    code: str
    severity: Severity
    field: str = ""
    zh: str
    en: str
    suggestion: str | None = None
    for_merchant: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the finding as JSON."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "field": self.field,
            "zh": self.zh,
            "en": self.en,
            "suggestion": self.suggestion,
            "for_merchant": self.for_merchant,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Finding:
        """Return the finding that as_json wrote; ValueError or KeyError where it did not."""
        return cls(
            code=str(value["code"]),
            severity=Severity(value["severity"]),
            field=str(value["field"]),
            zh=str(value["zh"]),
            en=str(value["en"]),
            suggestion=value.get("suggestion"),
            for_merchant=bool(value.get("for_merchant", False)),
        )

    @property
    def place(self) -> tuple[int, int]:
        """Sort key: the heaviest first, then as a person reads the license."""
        return -self.severity.rank, FIELDS.index(self.field) if self.field in FIELDS else -1


class _Kind(NamedTuple):
    severity: Severity
    zh: str
    en: str
    for_merchant: bool = False


_INFO, _WARNING, _BLOCKER = Severity.INFO, Severity.WARNING, Severity.BLOCKER

FINDINGS: dict[str, _Kind] = {
    "nothing_read": _Kind(
        _BLOCKER,
        "照片中未识别到任何营业执照内容。",
        "Nothing of a business license could be read in the photo.",
        True,
    ),
    "not_read": _Kind(
        _WARNING,
        "引擎未能识别此照片；请逐项对照照片核对。",
        "No engine has read this photo; compare every text with it.",
    ),
    "stated_only": _Kind(
        _WARNING,
        "“{label_zh}”的内容“{value}”仅为商户填写，照片中未识别到。",
        'Only the merchant says "{value}" as "{label_en}"; it was not read on the photo.',
    ),
    "rejected_before": _Kind(
        _BLOCKER,
        "该商户、该号码或该照片此前已被拒绝（{count} 次）：{others}。",
        "This merchant, this number or this photo was rejected before ({count}): {others}.",
    ),
    "number_missing": _Kind(_BLOCKER, "缺少统一社会信用代码或注册号。", "The registration number is missing.", True),
    "number_length": _Kind(
        _BLOCKER,
        "号码“{value}”共 {count} 位；统一社会信用代码为 18 位，注册号为 15 位（早期为 13 位）。",
        'The number "{value}" has {count} characters; a unified social credit code has 18, a registration number 15'
        " (13 on old licenses).",
        True,
    ),
    "number_check_digit": _Kind(
        _BLOCKER,
        "号码“{value}”未通过校验，至少有一位有误。",
        'The number "{value}" fails its check; at least one character is wrong.',
        True,
    ),
    "number_organization_code": _Kind(
        _WARNING,
        "统一社会信用代码“{value}”中的组织机构代码“{code}”未通过校验，可能有两位有误。",
        'The organization code "{code}" inside "{value}" fails its check; two characters may be wrong.',
    ),
    "number_not_business": _Kind(
        _BLOCKER,
        "号码“{value}”属于{category_zh}（登记管理部门：{department_zh}），该类主体不持有营业执照。",
        'The number "{value}" belongs to another kind of body ({category_en}; registered with: {department_en}), which'
        " holds no business license.",
        True,
    ),
    "number_kind_mismatch": _Kind(
        _WARNING,
        "号码“{value}”的编码类别为{category_zh}，而执照所载主体为{kind_zh}。",
        'The number "{value}" is of the category "{category_en}", but the license is that of a {kind_en}.',
    ),
    "number_elsewhere": _Kind(
        _WARNING,
        "号码“{value}”还出现在另外 {count} 个认证中：{others}。",
        'The number "{value}" stands in other verifications as well ({count}): {others}.',
    ),
    "photo_elsewhere": _Kind(
        _BLOCKER,
        "同一张照片还用于另外 {count} 个认证：{others}。",
        "The same photo was sent for other verifications as well ({count}): {others}.",
    ),
    "qr_mismatch": _Kind(
        _BLOCKER,
        "二维码中的号码为“{qr}”，识别到的号码为“{value}”，两者不一致。",
        'The QR code says "{qr}", but the number reads "{value}".',
    ),
    "region_address": _Kind(
        _INFO,
        "号码的登记地为{region_zh}，地址位于{place}；企业迁址后号码不变。",
        "The number was given out in {region_en}, the address is in {place}; a company that moves keeps its number.",
    ),
    "term_over": _Kind(_BLOCKER, "营业期限已于{day_zh}届满。", "The term of the license ended on {day_en}.", True),
    "term_ends_soon": _Kind(
        _WARNING,
        "营业期限将于{day_zh}届满，还剩 {count} 天。",
        "The term of the license ends on {day_en}; days left: {count}.",
        True,
    ),
    "term_not_stated": _Kind(
        _INFO,
        "执照未载明营业期限；2022 年 3 月以前核发的执照应当载明。",
        "The license states no term; one issued before March 2022 should.",
    ),
    "registered_in_future": _Kind(
        _BLOCKER,
        "成立日期为{day_zh}，晚于今天。",
        "The date of registration, {day_en}, lies in the future.",
    ),
    "registered_after_term": _Kind(
        _BLOCKER,
        "成立日期{day_zh}晚于营业期限届满日{end_zh}。",
        "The date of registration, {day_en}, lies after the end of the term, {end_en}.",
    ),
    "date_unreadable": _Kind(
        _WARNING,
        "“{label_zh}”的内容“{value}”不是可识别的日期或期限。",
        '"{label_en}" reads "{value}", which is no date or term.',
    ),
    "money_unreadable": _Kind(
        _WARNING,
        "“{label_zh}”的内容“{value}”不是可识别的金额。",
        '"{label_en}" reads "{value}", which is no amount of money.',
    ),
    "field_missing": _Kind(
        _WARNING,
        "缺少“{label_zh}”，{kind_zh}的营业执照应当载有此项。",
        '"{label_en}" is missing; the license of a {kind_en} states it.',
        True,
    ),
    "field_unexpected": _Kind(
        _WARNING,
        "“{label_zh}”的内容为“{value}”，但{kind_zh}的营业执照不载此项。",
        '"{label_en}" reads "{value}", but the license of a {kind_en} does not state it.',
    ),
    "stated_differs": _Kind(
        _WARNING,
        "填写的“{label_zh}”为“{other}”，执照上为“{value}”。",
        '"{label_en}" was stated as "{other}"; the license reads "{value}".',
        True,
    ),
    "reader_found_nothing": _Kind(
        _WARNING,
        "另一识别引擎未在照片中找到营业执照。",
        "The other engine found no license in the photo.",
    ),
    "readers_differ": _Kind(
        _WARNING,
        "“{label_zh}”两次识别结果不一致：“{value}”与“{other}”。",
        '"{label_en}" was read in two ways: "{value}" and "{other}".',
    ),
}
"""Every finding of this app by its code, with the values its sentences take."""


def make(
    code: str,
    field: str = "",
    *,
    values: Mapping[str, object] | None = None,
    suggestion: str | None = None,
    severity: Severity | None = None,
) -> Finding:
    """Return a finding with its sentences filled in; values are cut to what fits on a line."""
    kind = FINDINGS[code]
    label_zh, label_en = FIELD_LABELS.get(field, ("", ""))
    shown = {name: _shown(value) for name, value in (values or {}).items()} | {
        "label_zh": label_zh,
        "label_en": label_en,
    }
    return Finding(
        code=code,
        severity=severity or kind.severity,
        field=field,
        zh=kind.zh.format(**shown),
        en=kind.en.format(**shown),
        suggestion=suggestion,
        for_merchant=kind.for_merchant,
    )


def _shown(value: object) -> str:
    text = " ".join(clean_text(value).split())
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
