from __future__ import annotations

from dataclasses import replace

import pytest

from django_bizlicense.ocr.local.confidence import confidence, evidence_of
from django_bizlicense.ocr.local.plausible import is_plausible

from .sheets import line

SURE = [replace(line("91320106 mafcewqb4h", 100, 100), score=1.0, least=0.999)]


def test_a_clear_number_that_passes_its_check_is_sure() -> None:
    assert confidence("reg_num", evidence_of("reg_num", "91320106MAFCEWQB4H", SURE, labelled=True)) >= 0.95


def test_a_number_that_fails_its_check_is_not_sure_however_clear() -> None:
    assert confidence("reg_num", evidence_of("reg_num", "91320106MAFCEWQB4J", SURE, labelled=True)) < 0.95


def test_a_number_that_was_put_right_is_not_sure() -> None:
    read = [replace(SURE[0], text="9132O106MAFCEWQB4H")]
    assert confidence("reg_num", evidence_of("reg_num", "91320106MAFCEWQB4H", read, labelled=True)) < 0.95


def test_a_surname_that_was_put_right_is_not_sure() -> None:
    read = [replace(SURE[0], text="逢素芬")]
    assert confidence("legal_representative", evidence_of("legal_representative", "逄素芬", read, labelled=True)) < 0.95


def test_a_value_without_its_label_is_not_sure() -> None:
    assert confidence("reg_num", evidence_of("reg_num", "91320106MAFCEWQB4H", SURE, labelled=False)) < 0.95


def test_each_flaw_makes_a_field_less_sure() -> None:
    best = evidence_of("address", "北京市朝阳区样本路1号", SURE, labelled=True)
    flaws = [{"least": 0.5}, {"plausible": False}, {"differs": True}]
    for flaw in flaws:
        assert confidence("address", replace(best, **flaw)) < confidence("address", best), flaw


@pytest.mark.parametrize(
    ("field", "text", "odd"),
    [
        ("reg_num", "91320106MAFCEWQB4H", "91320106MAFCEWQB4J"),
        ("serial", "S012345678", "S01"),
        ("enterprise_name", "杭州样本餐饮管理有限公司", "杭州样本餐饮管理有限公"),
        ("enterprise_name", "杭州样本四川分公司", "分公司"),
        ("enterprise_name", "沈阳样本合伙企业(有限合伙)", "沈阳样本合伙企业(有限合伙"),
        ("type_of_enterprise", "有限责任公司(自然人投资或控股)", "有限责任公司(自然人投资或控股)9"),
        ("legal_representative", "欧阳样本", "名称欧阳样本"),
        ("address", "浙江省杭州市滨江区银杏大道387号", "江省杭州市滨江区银杏大道387号"),
        ("address", "浙江省杭州市滨江区银杏大道387号", "浙江省杭州市滨江区银杏大道387号登"),
        ("registered_capital", "伍佰万元整", "伍佰万登整"),
        ("registered_date", "2018年05月07日", "2018年15月07日"),
        ("valid_period", "2018年05月07日至长期", "2018年05月07日至登期"),
        ("valid_period", "2018年05月07日至2048年05月06日", "2018年05月07日至2048年05月06"),
        ("business_scope", "一般项目：展览服务；广告发布", "一般项目：展览服务；"),
    ],
)
def test_a_value_has_the_form_of_its_field_or_is_odd(field: str, text: str, odd: str) -> None:
    assert is_plausible(field, text)
    assert not is_plausible(field, odd)
