"""The three numbers a business license may carry.

Unified social credit code: GB 32100-2015, with the organization code of GB 11714 inside. Registration number of 15
digits: GS 15-2006, its last digit by ISO 7064 MOD 11,10. Before 2007: 13 digits without a check.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from django_bizlicense.license.regions import Name, Region, region_of
from django_bizlicense.license.text import plain

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {character: value for value, character in enumerate(USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_USCC = re.compile(f"[{USCC_ALPHABET}]{{2}}[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")
_COOPERATIVE = re.compile(r"[0-9]{6}NA[0-9]{6}X")
_COPY_NUMBER = re.compile(r"\([0-9]{1,3}[-/][0-9]{1,3}\)")
_ODD = re.compile(r"[^0-9A-Z]")
_RUNS = tuple(re.compile(rf"(?<![0-9A-Z])[0-9A-Z]{{{length}}}(?![0-9A-Z])") for length in (18, 15, 13))
_LENGTHS = (18, 15, 13)

DEPARTMENTS: dict[str, Name] = {
    "1": Name("机构编制部门", "staffing authority"),
    "2": Name("外交部门", "foreign affairs authority"),
    "3": Name("司法行政部门", "justice authority"),
    "4": Name("文化部门", "culture authority"),
    "5": Name("民政部门", "civil affairs authority"),
    "6": Name("旅游部门", "tourism authority"),
    "7": Name("宗教事务部门", "religious affairs authority"),
    "8": Name("工会", "trade union"),
    "9": Name("市场监督管理部门", "market regulation authority"),
    "A": Name("中央军委改革和编制办公室", "military staffing authority"),
    "N": Name("农业农村部门", "agriculture authority"),
    "Y": Name("其他部门", "another authority"),
}

CATEGORIES: dict[str, Name] = {
    "11": Name("机关", "government organ"),
    "12": Name("事业单位", "public institution"),
    "13": Name("群众团体", "mass organization"),
    "21": Name("外国常驻新闻机构", "foreign news bureau"),
    "31": Name("律师执业机构", "law firm"),
    "32": Name("公证处", "notary office"),
    "33": Name("基层法律服务所", "local legal service office"),
    "34": Name("司法鉴定机构", "forensic institution"),
    "35": Name("仲裁委员会", "arbitration commission"),
    "41": Name("外国在华文化中心", "foreign cultural center"),
    "51": Name("社会团体", "social organization"),
    "52": Name("民办非企业单位", "private non-enterprise unit"),
    "53": Name("基金会", "foundation"),
    "61": Name("外国旅游部门常驻代表机构", "foreign tourism office"),
    "62": Name("港澳台地区旅游部门常驻代表机构", "Hong Kong, Macao or Taiwan tourism office"),
    "71": Name("宗教活动场所", "place of religious activity"),
    "72": Name("宗教院校", "religious school"),
    "81": Name("基层工会", "local trade union"),
    "91": Name("企业", "enterprise"),
    "92": Name("个体工商户", "individual business"),
    "93": Name("农民专业合作社", "farmers' cooperative"),
    "A1": Name("军队事业单位", "military institution"),
    "N1": Name("组级集体经济组织", "group-level collective"),
    "N2": Name("村级集体经济组织", "village-level collective"),
    "N3": Name("乡镇级集体经济组织", "township-level collective"),
}
_OTHER = Name("其他", "other")


class NumberKind(str, Enum):
    """Which of the three numbers."""

    USCC = "uscc"
    REGISTRATION = "registration"
    LEGACY = "legacy"


@dataclass(frozen=True, kw_only=True)
class ParsedNumber:
    """A number taken apart; `text` is its normal form, and `kind` is None where it has the length of none.

    `organization_valid` tells whether the organization code inside a unified social credit code checks as well.
    """

    text: str
    kind: NumberKind | None = None
    valid: bool = False
    department: Name | None = None
    category: Name | None = None
    region: Region | None = None
    organization_code: str = ""
    organization_valid: bool = False

    @property
    def is_business(self) -> bool:
        """Whether a body with this number can hold a business license."""
        return self.kind is not NumberKind.USCC or self.text.startswith("9")


def parse_number(text: str) -> ParsedNumber:
    """Read a number as printed or typed: full width, spaces, lower case, label and copy number are no matter."""
    number = normal_number(text)
    if len(number) == 18:
        return _parse_uscc(number)
    if len(number) == 15:
        return _parse_registration(number)
    if len(number) == 13 and number.isdigit():
        return ParsedNumber(text=number, kind=NumberKind.LEGACY, valid=True, region=region_of(number[:6]))
    return ParsedNumber(text=number)


def normal_number(text: str) -> str:
    """Return the capital letters and digits of a number, at most 40 of them."""
    printed = _COPY_NUMBER.sub(" ", plain(text).upper())
    whole = _ODD.sub("", printed)
    if len(whole) in _LENGTHS:
        return whole
    for run in _RUNS:
        if found := run.search(printed):
            return found.group()
    return whole[:40]


def is_uscc(number: str) -> bool:
    """Tell whether a normal form is a unified social credit code with the right check character."""
    return _USCC.fullmatch(number) is not None and uscc_check_character(number[:17]) == number[17]


def is_registration_number(number: str) -> bool:
    """Tell whether a normal form is a registration number; a cooperative's (NA, final X) carries no check."""
    if _COOPERATIVE.fullmatch(number):
        return True
    return len(number) == 15 and is_digits(number) and registration_check_digit(number[:14]) == number[14]


def is_organization_code(code: str) -> bool:
    """Tell whether nine characters are an organization code with the right check character."""
    return len(code) == 9 and organization_check_character(code[:8]) == code[8]


def uscc_check_character(body: str) -> str:
    """Return the character that follows 17 characters of the alphabet (GB 32100, mod 31)."""
    total = sum(_USCC_VALUES[character] * weight for character, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def organization_check_character(body: str) -> str:
    """Return the character that follows 8 capital letters and digits (GB 11714, mod 11)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANIZATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def registration_check_digit(body: str) -> str:
    """Return the digit that follows 14 digits (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_digits(text: str) -> bool:
    """Tell whether a text is ASCII digits only; str.isdigit takes those of other scripts as well."""
    return text.isascii() and text.isdigit()


def _parse_uscc(number: str) -> ParsedNumber:
    return ParsedNumber(
        text=number,
        kind=NumberKind.USCC,
        valid=is_uscc(number),
        department=DEPARTMENTS.get(number[0]),
        category=CATEGORIES.get(number[:2]) or (_OTHER if number[0] in DEPARTMENTS else None),
        region=region_of(number[2:8]),
        organization_code=number[8:17],
        organization_valid=is_organization_code(number[8:17]),
    )


def _parse_registration(number: str) -> ParsedNumber:
    return ParsedNumber(
        text=number,
        kind=NumberKind.REGISTRATION,
        valid=is_registration_number(number),
        category=_registration_category(number),
        region=region_of(number[:6]),
    )


def _registration_category(number: str) -> Name | None:
    """GS 15-2006: the seventh digit is 0–3 for domestic and 4–5 for foreign enterprises, 6–9 for individuals."""
    if _COOPERATIVE.fullmatch(number):
        return CATEGORIES["93"]
    if not is_digits(number[6]):
        return None
    return CATEGORIES["92" if number[6] >= "6" else "91"]
