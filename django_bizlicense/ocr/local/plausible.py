"""Whether a value looks like one of its field: evidence for how sure it is, never a reason to change it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django_bizlicense.license.dates import parse_date, parse_term
from django_bizlicense.license.money import parse_money
from django_bizlicense.license.numbers import parse_number
from django_bizlicense.license.regions import split_region
from django_bizlicense.ocr.local.labels import normal

_NAME = re.compile(
    r"(?:.{3,}(?:公司|中心|企业|合作社|[厂店部社行所场院站馆坊铺室]|\((?:有限|普通|特殊普通)合伙\))|\*+)$"
)
_TYPE = re.compile(
    r"(?:公司|企业|个体工商户|合作社|所有制|企业法人|分支机构|经营|联营)(?:分公司|\([^()]*(?:\([^()]*\))?\))?$"
)
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,10}[·•][\u4e00-\u9fff·•]{1,15}|[A-Za-z .·]{4,40}")
_PARTNER = re.compile(r".{2,40}\((?:委派代表)?[:：]?[\u4e00-\u9fff]{2,5}\)|.{4,40}(?:公司|企业|\(有限合伙\))")
_ADDRESS = re.compile(r"(?:[号室层楼座幢栋铺位间组村内侧旁]|\d|\))$")
_SCOPE = re.compile(r"(?:[。)]|\*{2,}|[\u4e00-\u9fff])$")
_NO_DAY = re.compile(r"月\d*$")
_SERIAL = re.compile(r"[A-Z]?\d{8,20}(?:\(\d-\d\))?|\d{6,20}[A-Z]?")


def is_plausible(field: str, text: str) -> bool:
    """Tell whether a value has the form that values of its field have."""
    return _balanced(text) and _TESTS.get(field, bool)(normal(text))


def _balanced(text: str) -> bool:
    return normal(text).count("(") == normal(text).count(")")


def _is_address(text: str) -> bool:
    return bool(split_region(text)[0] and _ADDRESS.search(text))


def _is_person(text: str) -> bool:
    return bool(_PERSON.fullmatch(text) or _PARTNER.fullmatch(text))


_TESTS: Mapping[str, Callable[[str], bool]] = {
    "reg_num": lambda text: parse_number(text).valid,
    "serial": lambda text: bool(_SERIAL.fullmatch(text)),
    "legal_representative": _is_person,
    "enterprise_name": lambda text: bool(_NAME.search(text)),
    "type_of_enterprise": lambda text: bool(_TYPE.search(text)),
    "address": _is_address,
    "business_scope": lambda text: bool(_SCOPE.search(text)),
    "registered_capital": lambda text: parse_money(text) is not None,
    "paid_in_capital": lambda text: parse_money(text) is not None,
    "registered_date": lambda text: parse_date(text) is not None and not _NO_DAY.search(text),
    "valid_period": lambda text: parse_term(text) is not None and not _NO_DAY.search(text),
}
