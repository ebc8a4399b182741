from __future__ import annotations

import pytest

from django_bizlicense.license.region_table import CITIES, PROVINCES
from django_bizlicense.license.regions import region_of, split_region


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("330106", "浙江省杭州市", "Hangzhou, Zhejiang"),
        ("110108", "北京市", "Beijing"),
        ("500234", "重庆市", "Chongqing"),
        ("429004", "湖北省仙桃市", "Xiantao, Hubei"),
        ("659001", "新疆维吾尔自治区石河子市", "Shihezi, Xinjiang"),
        ("341402", "安徽省巢湖市", "Chaohu, Anhui"),
        ("371202", "山东省莱芜市", "Laiwu, Shandong"),
        ("330000", "浙江省", "Zhejiang"),
        ("339900", "浙江省", "Zhejiang"),
        ("100000", "国家市场监督管理总局", "State Administration for Market Regulation"),
        ("810000", "香港特别行政区", "Hong Kong"),
    ],
)
def test_a_code_has_a_name_in_both_languages(code: str, zh: str, en: str) -> None:
    region = region_of(code)
    assert region is not None
    assert region.name == (zh, en)


@pytest.mark.parametrize("code", ["000000", "990000", "33", "", "3301061", "abcdef"])
def test_an_unknown_code_has_no_region(code: str) -> None:
    assert region_of(code) is None


def test_the_table_is_complete() -> None:
    assert len(PROVINCES) == 34
    assert all(code[:2] in PROVINCES for code in CITIES)
    current = [name for code, (name, _) in CITIES.items() if len(code) == 4 and not name.endswith("地区")]
    assert len(current) > 333
    assert all(zh and en for zh, en in (*PROVINCES.values(), *CITIES.values()))


def test_as_json() -> None:
    region = region_of("330106")
    assert region is not None
    assert region.as_json() == {
        "code": "330106",
        "province": "浙江省",
        "city": "杭州市",
        "zh": "浙江省杭州市",
        "en": "Hangzhou, Zhejiang",
    }


@pytest.mark.parametrize("code", sorted(PROVINCES))
def test_every_province_is_found_by_its_name(code: str) -> None:
    found, rest = split_region(PROVINCES[code][0] + "某路1号")
    assert (found[:2], rest) == (code, "某路1号")


def test_every_city_is_found_by_province_and_name() -> None:
    retired = {"5102"}  # Chongqing was a city of Sichuan until 1997
    for code, (name, _) in ((code, names) for code, names in CITIES.items() if code not in retired):
        found, rest = split_region(PROVINCES[code[:2]][0] + name + "某路1号")
        assert (CITIES[found][0], rest) == (name, "某路1号")
