from __future__ import annotations

import pytest

from django_bizlicense.license.names import Place, fold, place_of, same_address, same_name, same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("样本（中国）有限公司", "样本(中国)有限公司"),
        ("样本【中国】有限公司", "样本 (中国) 有限公司"),
        ("ＡＢＣ科技有限公司", "abc科技有限公司"),
        ("浙江省杭州市样本有限公司", "浙江杭州样本有限公司"),
        ("杭州市样本有限公司", "杭州样本有限公司"),
        ("“样本”有限公司", "样本有限公司"),
        ("样本—中国有限公司", "样本-中国有限公司"),
    ],
)
def test_one_name_in_two_prints(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州样本有限公司", "宁波样本有限公司"),
        ("浙江样本有限公司", "浙江样品有限公司"),
        ("样本有限公司", "样本有限公司分公司"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张三", " 张 三 ", True),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提", True),
        ("样本有限公司（委派代表：李四）", "李四", True),
        ("样本有限公司(委派代表:李四)", "样本有限公司", True),
        ("张三", "张山", False),
        ("张三(委派代表：李四)", "王五", False),
        ("张三", "", False),
    ],
)
def test_persons(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


@pytest.mark.parametrize(
    ("address", "province", "city", "district"),
    [
        ("浙江省杭州市西湖区文三路1号", "浙江省", "杭州市", "西湖区"),
        ("浙江杭州西湖区文三路1号", "浙江省", "杭州市", "西湖区"),
        ("杭州市西湖区文三路1号", "浙江省", "杭州市", "西湖区"),
        ("浙江省义乌市稠城街道1号", "浙江省", "", "义乌市"),
        ("北京市朝阳区建国路88号", "北京市", "北京市", "朝阳区"),
        ("北京市市辖区朝阳区建国路88号", "北京市", "北京市", "朝阳区"),
        ("上海市浦东新区张江镇1号", "上海市", "上海市", "浦东新区"),
        ("吉林省吉林市船营区1号", "吉林省", "吉林市", "船营区"),
        ("吉林市船营区1号", "吉林省", "吉林市", "船营区"),
        ("内蒙古锡林郭勒盟锡林浩特市1号", "内蒙古自治区", "锡林郭勒盟", "锡林浩特市"),
        ("西藏拉萨市城关区1号", "西藏自治区", "拉萨市", "城关区"),
        ("广西南宁市青秀区1号", "广西壮族自治区", "南宁市", "青秀区"),
        ("恩施州利川市1号", "湖北省", "恩施土家族苗族自治州", "利川市"),
        ("海南藏族自治州共和县1号", "青海省", "海南藏族自治州", "共和县"),
        ("湖北省仙桃市沔阳大道1号", "湖北省", "仙桃市", ""),
        ("中山路1号", "", "", ""),
        ("某某小区3栋", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_place_of(address: str, province: str, city: str, district: str) -> None:
    place = place_of(address)
    assert (place.province, place.city, place.district) == (province, city, district)


def test_the_rest_of_an_address_is_kept() -> None:
    assert place_of("浙江省杭州市西湖区文三路１号") == Place(
        province="浙江省", city="杭州市", district="西湖区", rest="文三路1号"
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("浙江省杭州市西湖区文三路1号", "杭州市西湖区文三路1号", True),
        ("浙江省杭州市西湖区文三路1号", "西湖区文三路１号", True),
        ("浙江省杭州市西湖区文三路1号（自主申报）", "浙江省杭州市西湖区文三路1号(自主申报)", True),
        ("浙江省杭州市西湖区文三路1号", "江苏省杭州市西湖区文三路1号", False),
        ("浙江省杭州市西湖区文三路1号", "浙江省宁波市西湖区文三路1号", False),
        ("浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区文三路11号", False),
        ("1、2号", "12号", False),
    ],
)
def test_addresses(one: str, other: str, same: bool) -> None:
    assert same_address(one, other) is same


def test_fold_is_stable() -> None:
    once = fold("“ＡＢ”（样本） — ·")
    assert once == "ab(样本)-"
    assert fold(once) == once
