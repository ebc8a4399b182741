"""Provinces and cities by their code (GB/T 2260)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django_bizlicense.license.region_table import CITIES, PROVINCES


class Name(NamedTuple):
    """One thing in both languages."""

    zh: str
    en: str


NATIONAL = "100000"
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


@dataclass(frozen=True, kw_only=True)
class Region:
    """Where a number was given out; `city` is None where the code names none or one we do not know.

    Beijing, Tianjin, Shanghai and Chongqing are province and city in one.
    """

    code: str
    province: Name
    city: Name | None = None

    @property
    def name(self) -> Name:
        if self.city is None or self.city == self.province:
            return self.province
        return Name(self.province.zh + self.city.zh, f"{self.city.en}, {self.province.en}")

    def as_json(self) -> dict[str, Any]:
        """Return {"code", "province", "city", "zh", "en"}; province and city in Chinese."""
        zh, en = self.name
        city = self.city.zh if self.city else None
        return {"code": self.code, "province": self.province.zh, "city": city, "zh": zh, "en": en}


def region_of(code: str) -> Region | None:
    """Return the region of a code of six digits, or None where not even its province is known."""
    if code == NATIONAL:
        return Region(code=code, province=Name("国家市场监督管理总局", "State Administration for Market Regulation"))
    province = PROVINCES.get(code[:2])
    if province is None or len(code) != 6:
        return None
    city = CITIES.get(code) or CITIES.get(code[:4])
    return Region(code=code, province=Name(*province), city=Name(*city) if city else None)


_NATIONS = "朝鲜|土家|布依|哈尼|景颇|傈僳|蒙古|哈萨克|柯尔克孜|壮|苗|藏|羌|彝|侗|傣|白|回|黎|维吾尔"
_RANK = re.compile(rf"(?:省|市|盟|地区|林区|特别行政区|(?:壮族|回族|维吾尔)?自治区|(?:(?:{_NATIONS})族?)+自治[州县])$")
_NO_CITY = frozenset("路街道大巷弄村镇")
"""中山路 is a street, not the city of Zhongshan."""


def split_region(text: str) -> tuple[str, str]:
    """Return the code (two, four or six digits, or none) of the region a text begins with, and the rest.

    Full names and short forms (浙江杭州) count; a short form of a city does not before the word for a street.
    """
    province, rest = _split_province(text)
    city, rest = _split_city(rest, province)
    if province in MUNICIPALITIES:
        rest = rest.removeprefix("市辖区")
        city = city or province + "01"
    return city or province, rest


def _short(name: str) -> str:
    return _RANK.sub("州" if name.endswith("州") else "", name)


def _index(names: Mapping[str, tuple[str, str]], *, short: bool) -> dict[str, str]:
    """Return codes by name; of a name that came twice, the first: retired codes stand last."""
    index: dict[str, str] = {}
    for code, (name, _) in names.items():
        index.setdefault(_short(name) if short else name, code)
    return index


_FULL_PROVINCES, _SHORT_PROVINCES = _index(PROVINCES, short=False), _index(PROVINCES, short=True)
_FULL_CITIES, _SHORT_CITIES = _index(CITIES, short=False), _index(CITIES, short=True)
_LONGEST = max(map(len, (*_FULL_PROVINCES, *_FULL_CITIES)))


def _split_province(text: str) -> tuple[str, str]:
    code, rest = _split(text, _FULL_PROVINCES)
    if code or _split(text, _FULL_CITIES)[0]:
        return code, rest
    return _split(text, _SHORT_PROVINCES)


def _split_city(text: str, province: str) -> tuple[str, str]:
    for names in (_FULL_CITIES, _SHORT_CITIES):
        code, rest = _split(text, names)
        if code.startswith(province) and code and (names is _FULL_CITIES or rest[:1] not in _NO_CITY):
            return code, rest
    return "", text


def _split(text: str, names: Mapping[str, str]) -> tuple[str, str]:
    for length in range(_LONGEST, 1, -1):
        if code := names.get(text[:length]):
            return code, text[length:]
    return "", text
