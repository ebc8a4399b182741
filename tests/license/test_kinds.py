from __future__ import annotations

import pytest

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.license.kinds import RULES, EntityKind, holders_of, kind_of, rules_of
from django_bizlicense.license.numbers import parse_number
from tests.license.generated import registration, uscc


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("有限责任公司", EntityKind.COMPANY),
        ("有限责任公司(自然人独资)", EntityKind.COMPANY),
        ("股份有限公司（上市）", EntityKind.COMPANY),
        ("有限责任公司(台港澳与境内合资)", EntityKind.COMPANY),
        ("其他有限责任公司", EntityKind.COMPANY),
        ("有限责任公司(国有独资)", EntityKind.COMPANY),
        ("有限责任公司分公司(自然人投资或控股)", EntityKind.BRANCH),
        ("个人独资企业分支机构", EntityKind.BRANCH),
        ("全民所有制分支机构(非法人)", EntityKind.BRANCH),
        ("个人独资企业", EntityKind.SOLE_INVESTOR),
        ("普通合伙企业", EntityKind.PARTNERSHIP),
        ("有限合伙企业", EntityKind.PARTNERSHIP),
        ("个体工商户", EntityKind.INDIVIDUAL),
        ("个 体 户", EntityKind.INDIVIDUAL),
        ("农民专业合作社", EntityKind.COOPERATIVE),
        ("全民所有制", EntityKind.STATE_OR_COLLECTIVE),
        ("集体所有制(股份合作制)", EntityKind.STATE_OR_COLLECTIVE),
    ],
)
def test_the_type_tells_the_kind(type_: str, kind: EntityKind) -> None:
    assert kind_of({"type_of_enterprise": type_}) is kind


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"type_of_organization": "个人经营"}, EntityKind.INDIVIDUAL),
        ({"legal_representative": "张三(委派代表：李四)"}, EntityKind.PARTNERSHIP),
        ({"enterprise_name": "样本科技有限公司"}, EntityKind.COMPANY),
        ({"enterprise_name": "样本科技有限公司杭州分公司"}, EntityKind.BRANCH),
        ({"enterprise_name": "样本投资中心（有限合伙）"}, EntityKind.PARTNERSHIP),
        ({"enterprise_name": "样本蔬菜专业合作社"}, EntityKind.COOPERATIVE),
        ({"reg_num": uscc("92", "330100", "79965505")}, EntityKind.INDIVIDUAL),
        ({"reg_num": uscc("93", "330100", "79965505")}, EntityKind.COOPERATIVE),
        ({"reg_num": uscc("91", "330100", "79965505")}, None),
        ({"reg_num": registration("33010660012345")}, EntityKind.INDIVIDUAL),
        ({"reg_num": "330182NA000012X"}, EntityKind.COOPERATIVE),
        ({"enterprise_name": "样本面馆"}, None),
        ({}, None),
    ],
)
def test_other_fields_tell_the_kind_where_the_type_does_not(fields: dict[str, str], kind: EntityKind | None) -> None:
    assert kind_of(fields) is kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("经营者", EntityKind.INDIVIDUAL),
        ("投资人", EntityKind.SOLE_INVESTOR),
        ("执行事务合伙人", EntityKind.PARTNERSHIP),
        ("营业场所", EntityKind.BRANCH),
        ("法定代表人", None),
    ],
)
def test_printed_labels_tell_the_kind(label: str, kind: EntityKind | None) -> None:
    assert kind_of({}, labels=[label]) is kind


def test_a_wrong_number_tells_nothing() -> None:
    assert holders_of(parse_number("923301007996550581")) == frozenset(EntityKind)
    assert holders_of(parse_number("3301082001234")) == frozenset(EntityKind)


@pytest.mark.parametrize("kind", [None, *EntityKind])
def test_no_field_is_both_due_and_impossible(kind: EntityKind | None) -> None:
    rules = rules_of(kind)
    assert not rules.must & rules.cannot
    assert rules.must | rules.cannot <= set(FIELDS)


def test_rules_by_kind() -> None:
    assert set(RULES) == set(EntityKind)
    assert "registered_capital" in RULES[EntityKind.COMPANY].must
    assert "registered_capital" in RULES[EntityKind.BRANCH].cannot
    assert "enterprise_name" not in RULES[EntityKind.INDIVIDUAL].must
    assert all("valid_period" not in rules.must for rules in RULES.values())
