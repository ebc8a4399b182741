"""Small repairs of what recognizers get wrong, field by field; the print is kept, only misreadings go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from django_bizlicense.license.numbers import normal_number
from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.scope import mend_scope

_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "〇": "0", "Z": "2"})
_NOT_IN_ALPHABET = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2", "V": "Y"})
_DATE = re.compile(r"\d{4}[年\-./]\d{1,2}[月\-./]\d{1,2}日?")
_CHINESE_DATE = re.compile(r"[一二三四五六七八九〇零○]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日")
_CIRCLE = re.compile(r"[○◯O](?=[一二三四五六七八九〇零○◯O]{0,3}年)")
_LOST_ZEROS = re.compile(
    r"(?<![一二三四五六七八九〇零])二[〇零]*([三四五六七八九]|[一二三四五六七八九]{2})年(?=[一二三四五六七八九十]{1,3}月)"
)
"""A year of this century whose zeros, thin circles in old print, were not seen; 二〇二年 may be two years."""
_DAY = r"(?:\d{4}[年\-./]\d{1,2}[月\-./]\d{1,2}日?|[一二三四五六七八九〇]{4}年[^年日]{2,8}日)"
_TERM = re.compile(rf"自?{_DAY}起?至(?:{_DAY}|长期|无固定期限|永久)")
"""A whole term; what stands behind it was printed under another label."""
_RUN_ON = 8
"""So many characters behind a term are none of it."""
_LOST_DAY = re.compile(r"(?<=月\d\d)$")
"""Where a date ends without the 日 that another one beside it has."""
_FILLER = re.compile(r"^[*\-—_/\\.·。:;,'|]*$")
_MAY_BE_FILLED = ("registered_capital", "paid_in_capital", "valid_period", "enterprise_name")
"""Fields in which *** is printed to say that there is none."""
_WIDE = str.maketrans({";": "；", ":": "：", ",": "，"})
_CURRENCY = re.compile(r"[万方][园员图國国團]")
_TEN_THOUSANDS = re.compile(r"(?<=\d)方(?=[元人美欧港])")
_RENMINBI = re.compile(r"人民[市巾布帀]")
_SURNAMES = str.maketrans("逢洗候祈晃咎闰緱鄺鄔", "逄冼侯祁晁昝闫缑邝邬")
"""Surnames that the engine takes for a commoner character or its traditional form, which is hardly anybody's."""
_SURNAME = re.compile(r"(?:^|(?<=:))[\u4e00-\u9fff](?=[\u4e00-\u9fff]{1,3}(?:$|\)))")
"""That of a person, or of the one whom a partner sends; companies are partners, too."""
_NOT_IN_NAMES = re.compile(r"^[^\w(]+|[^\w)*]+$")
_STARS = re.compile(r"[*★☆]+$")
"""*** is printed to say that nothing follows."""
_FORM = re.compile(r"(?<=^个人|^家庭)(?:经.|.营)$")
"""The second half of a form of business with one of its characters misread."""
_NUMERALS = str.maketrans({"查": "壹", "團": "圆"})


def mend(field: str, lines: Sequence[str]) -> str:
    """Return a value's lines as the text that was most likely printed; empty for nothing or a filler."""
    value = mend_scope(lines) if field == "business_scope" else normal("".join(lines))
    if _FILLER.match(value) and field not in _MAY_BE_FILLED:
        return ""
    return _MENDERS.get(field, close_brackets)(value)


def close_brackets(text: str) -> str:
    """Add a lost closing bracket at the end."""
    return text + ")" * max(0, text.count("(") - text.count(")"))


def _number(text: str) -> str:
    """Put letters right that no number has; mending more by the check character would hide forgeries."""
    return normal_number(text).translate(_NOT_IN_ALPHABET)


def _serial(text: str) -> str:
    found = re.search(r"[0-9A-Za-z][0-9A-Za-z\-()]{4,}", text)
    return found.group() if found else ""


def _date(text: str) -> str:
    found = _CHINESE_DATE.search(_chinese_years(text)) or _DATE.search(text.translate(_DIGITS))
    return found.group() if found else text


def _chinese_years(text: str) -> str:
    return _LOST_ZEROS.sub(_with_zeros, _CIRCLE.sub("〇", text))


def _with_zeros(year: re.Match[str]) -> str:
    return f"二{year.group(1).rjust(3, '〇')}年"


def _term(text: str) -> str:
    value = re.sub(r"[~\-—一]+(?=\d{4}年|长期)", "至", _chinese_years(text))
    value = re.sub(r"^\d(?=\d{4}年)", "", value)
    value = _LOST_DAY.sub("日", value) if "日" in value else value
    whole = _TERM.match(value)
    value = whole.group() if whole and len(value) - whole.end() > _RUN_ON else value
    return value.strip(":;.,·'")


def _capital(text: str) -> str:
    text = _RENMINBI.sub("人民币", text)
    value = _TEN_THOUSANDS.sub("万", _CURRENCY.sub("万元", text)).translate(_NUMERALS)
    return close_brackets(value).strip(":;'·")


def _person(text: str) -> str:
    person = close_brackets(_NOT_IN_NAMES.sub("", text))
    return _SURNAME.sub(lambda found: found.group().translate(_SURNAMES), person)


def _scope(text: str) -> str:
    return _STARS.sub("***", close_brackets(text)).translate(_WIDE)


def _organization(text: str) -> str:
    return _name(_FORM.sub("经营", text))


def _name(text: str) -> str:
    return close_brackets(text.strip(":;.,'"))


_MENDERS: Mapping[str, Callable[[str], str]] = {
    "reg_num": _number,
    "serial": _serial,
    "registered_date": _date,
    "valid_period": _term,
    "registered_capital": _capital,
    "paid_in_capital": _capital,
    "legal_representative": _person,
    "business_scope": _scope,
    "enterprise_name": _name,
    "type_of_enterprise": _name,
    "type_of_organization": _organization,
    "address": _name,
}
