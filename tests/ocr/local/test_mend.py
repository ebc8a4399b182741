from __future__ import annotations

import pytest

from django_bizlicense.ocr.local.mend import mend


@pytest.mark.parametrize(
    ("field", "text", "print_"),
    [
        ("reg_num", "91110105MA01C4JW0A", "91110105MA01C4JW0A"),
        ("reg_num", "9111 0105 MA01C4JWOA", "91110105MA01C4JW0A"),
        ("reg_num", "911101O5MA01C4JW0A", "91110105MA01C4JW0A"),
        ("serial", ": S012345678", "S012345678"),
        ("registered_date", "2018 年 05 月 O7 日", "2018年05月07日"),
        ("registered_date", "2016年5月27日用", "2016年5月27日"),
        ("registered_date", "二○一一年一月二十九日", "二〇一一年一月二十九日"),
        ("registered_date", "二九年七月二日", "二〇〇九年七月二日"),
        ("registered_date", "二一四年七月二日", "二〇一四年七月二日"),
        ("registered_date", "二〇二年七月二日", "二〇二年七月二日"),
        ("valid_period", "22018年05月07日至长期", "2018年05月07日至长期"),
        ("valid_period", "2018年05月07日一长期", "2018年05月07日至长期"),
        (
            "valid_period",
            "一九九六年十月二十四日至二六年十月二十三日",
            "一九九六年十月二十四日至二〇〇六年十月二十三日",
        ),
        ("valid_period", "自二○○四年十一月一日至长期", "自二〇〇四年十一月一日至长期"),
        ("valid_period", "二十年", "二十年"),
        ("valid_period", "2017年11月29日至无固定期限设计制作代理发布国内各类广告", "2017年11月29日至无固定期限"),
        ("valid_period", "自2006-08-07至长期所山西省太原市小店区样本路836号", "自2006-08-07至长期"),
        ("valid_period", "2006-08-07至2026-08-06", "2006-08-07至2026-08-06"),
        ("valid_period", "2017年11月29日至长期(30年)", "2017年11月29日至长期(30年)"),
        ("registered_capital", "10000.000000万人民市", "10000.000000万人民币"),
        ("registered_capital", "伍佰万园整", "伍佰万元整"),
        ("registered_capital", "500.000000万人民币", "500.000000万人民币"),
        ("type_of_enterprise", "有限责任公司(自然人独资", "有限责任公司(自然人独资)"),
        ("business_scope", "一般项目:展览服务:广告发布", "一般项目：展览服务；广告发布"),
        ("business_scope", "展览服务。(依法须经批准的项目", "展览服务。(依法须经批准的项目)"),
        ("legal_representative", "逢素芬", "逄素芬"),
        ("legal_representative", "相逢", "相逢"),
        ("legal_representative", "祈福投资有限公司(委派代表:洗淑贞)", "祈福投资有限公司(委派代表:冼淑贞)"),
        ("legal_representative", "候鸟文化有限公司", "候鸟文化有限公司"),
        ("legal_representative", "☑冯瑾瑜", "冯瑾瑜"),
        ("legal_representative", "样本公司(委派代表:高雨晴", "样本公司(委派代表:高雨晴)"),
        ("legal_representative", "***", ""),
        ("type_of_organization", "家庭經营", "家庭经营"),
        ("type_of_organization", "个人经管", "个人经营"),
        ("type_of_organization", "个体经营", "个体经营"),
        ("type_of_organization", "合伙经营", "合伙经营"),
        ("business_scope", "餐饮服务*★★", "餐饮服务***"),
        ("business_scope", "餐饮服务*", "餐饮服务***"),
        ("address", "***", ""),
    ],
)
def test_what_is_misread_is_mended_and_the_print_is_kept(field: str, text: str, print_: str) -> None:
    assert mend(field, [text]) == print_


def test_a_number_that_fails_its_check_stays_as_it_was_read() -> None:
    assert mend("reg_num", ["91110105MA01C4JW0B"]) == "91110105MA01C4JW0B"


def test_separators_lost_after_brackets_come_back() -> None:
    lines = ["展览服务；广告发布；用品销售（象牙除外）", "图文设计（依法须经批准的项目）", "许可项目：餐饮服务"]
    assert mend("business_scope", lines) == (
        "展览服务；广告发布；用品销售(象牙除外)；图文设计(依法须经批准的项目)许可项目：餐饮服务"
    )
