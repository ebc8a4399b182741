"""The kinds of licenses, the designs they were printed in, and the labels of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

TERM_DROPPED_ON = date(2022, 3, 1)
QR_SINCE = date(2019, 3, 1)
CODES_SINCE = date(2015, 10, 1)

OLD_TYPES = (
    "有限责任公司（自然人投资或控股）",
    "有限责任公司",
    "有限责任公司（自然人独资）",
    "有限责任公司（国有独资）",
)
COMPANY_TYPES = (
    "有限责任公司（自然人投资或控股）",
    "有限责任公司(自然人独资)",
    "有限责任公司（非自然人投资或控股的法人独资）",
    "其他有限责任公司",
    "股份有限公司（非上市、自然人投资或控股）",
    "股份有限公司（上市、自然人投资或控股）",
    "有限责任公司（外商投资、非独资）",
    "有限责任公司（台港澳法人独资）",
    "有限责任公司（港澳台投资、非独资）",
    "有限责任公司（国有控股）",
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a kind of license prints: its designs, its labels (empty: not printed), how its code begins."""

    layouts: tuple[str, ...]
    types: tuple[str, ...] = COMPANY_TYPES
    person: str = "法定代表人"
    address: str = "住所"
    capital: str = "注册资本"
    term: str = "营业期限"
    registered: str = "成立日期"
    form: str = ""
    prefix: str = "91"


KINDS: Mapping[str, Kind] = {
    "company_2019": Kind(layouts=("landscape", "landscape", "electronic")),
    "company_copy": Kind(layouts=("landscape",)),
    "company_2015_vertical": Kind(layouts=("vertical",)),
    "old_15_digit": Kind(layouts=("folded", "wall", "vertical_2014"), types=OLD_TYPES),
    "individual_business": Kind(
        layouts=("landscape", "landscape", "vertical", "shop", "electronic"),
        types=("个体工商户",),
        person="经营者",
        address="经营场所",
        capital="",
        term="",
        registered="注册日期",
        form="组成形式",
        prefix="92",
    ),
    "partnership": Kind(
        layouts=("landscape", "landscape", "vertical", "electronic"),
        types=("有限合伙企业", "有限合伙企业", "普通合伙企业", "特殊普通合伙企业"),
        person="执行事务合伙人",
        address="主要经营场所",
        capital="出资额",
        term="合伙期限",
    ),
    "branch": Kind(
        layouts=("landscape", "vertical", "wall"),
        types=(
            "有限责任公司分公司（自然人投资或控股）",
            "有限责任公司分公司",
            "其他有限责任公司分公司",
            "股份有限公司分公司（非上市）",
        ),
        person="负责人",
        address="营业场所",
        capital="",
    ),
    "sole_investor": Kind(
        layouts=("vertical", "landscape"), types=("个人独资企业",), person="投资人", capital="出资额", term=""
    ),
    "cooperative": Kind(
        layouts=("landscape", "vertical", "vertical_2014"),
        types=("农民专业合作社",),
        capital="成员出资总额",
        term="",
        prefix="93",
    ),
    "state_owned": Kind(
        layouts=("folded", "wall", "vertical", "landscape"),
        types=("全民所有制", "集体所有制", "全民所有制", "集体所有制（股份合作）"),
        capital="注册资金",
        term="经营期限",
    ),
}

ISSUED: Mapping[str, tuple[date, date]] = {
    "folded": (date(2004, 3, 1), date(2014, 2, 20)),
    "wall": (date(2004, 3, 1), date(2014, 2, 20)),
    "shop": (date(2004, 3, 1), date(2014, 2, 20)),
    "vertical_2014": (date(2014, 3, 1), date(2015, 9, 30)),
    "vertical": (date(2016, 12, 1), date(2019, 2, 28)),
    "landscape": (QR_SINCE, date(2025, 6, 30)),
    "electronic": (QR_SINCE, date(2025, 6, 30)),
}
"""First and last day on which a design was issued."""

_VERTICAL = (
    "enterprise_name",
    "type_of_enterprise",
    "address",
    "legal_representative",
    "type_of_organization",
    "registered_capital",
    "registered_date",
    "valid_period",
    "business_scope",
)
_FOLDED = (
    "enterprise_name",
    "address",
    "legal_representative",
    "registered_capital",
    "paid_in_capital",
    "type_of_enterprise",
    "business_scope",
    "registered_date",
    "valid_period",
)

ORDERS: Mapping[str, tuple[str, ...]] = {
    "folded": _FOLDED,
    "wall": _FOLDED,
    "shop": (
        "enterprise_name",
        "legal_representative",
        "type_of_organization",
        "address",
        "business_scope",
        "registered_date",
    ),
    "vertical_2014": _VERTICAL,
    "vertical": _VERTICAL,
    "electronic": _VERTICAL,
    "landscape": (
        "enterprise_name",
        "type_of_enterprise",
        "legal_representative",
        "business_scope",
        "type_of_organization",
        "registered_capital",
        "registered_date",
        "valid_period",
        "address",
    ),
}
"""The fields of a design in the order in which they stand."""

BEFORE_2014: Mapping[str, str] = {"法定代表人": "法定代表人姓名"}
SHOP_LABELS: Mapping[str, str] = {
    "enterprise_name": "字号名称",
    "legal_representative": "经营者姓名",
    "business_scope": "经营范围及方式",
}


def labels(kind: Kind, *, layout: str, issued_on: date) -> dict[str, str]:
    """Return the label of each field that such a license prints, in the order of its design."""
    old = layout in ("folded", "wall")
    companies = kind.types in (OLD_TYPES, COMPANY_TYPES)
    state_owned = kind.capital == "注册资金"
    printed = {
        "enterprise_name": "名称",
        "type_of_enterprise": ("公司类型" if companies else "经济性质" if state_owned else "类型") if old else "类型",
        "legal_representative": BEFORE_2014.get(kind.person, kind.person) if old else kind.person,
        "address": kind.address,
        "type_of_organization": kind.form,
        "registered_capital": kind.capital,
        "paid_in_capital": "实收资本" if companies else "",
        "registered_date": kind.registered,
        "valid_period": kind.term if issued_on < TERM_DROPPED_ON else "",
        "business_scope": "经营范围",
    }
    printed |= SHOP_LABELS if layout == "shop" else {}
    return {field: printed[field] for field in ORDERS[layout] if printed[field]}
