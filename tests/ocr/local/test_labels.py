from __future__ import annotations

import pytest

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.ocr.local.labels import (
    AUTHORITY,
    END,
    ISSUED,
    LABELS,
    complete_label,
    is_fragment,
    label_by_rest,
    match_label,
)


def test_every_field_has_labels_and_no_other_name_does() -> None:
    assert {label.field for label in LABELS} == {*FIELDS, AUTHORITY, ISSUED, END}


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("名称样本公司", "名称", "样本公司"),
        ("名称:样本公司", "名称", "样本公司"),
        ("主要经营场所北京", "主要经营场所", "北京"),
        ("法定代表人(负责人)张三", "法定代表人(负责人)", "张三"),
        ("法定代表入张三", "法定代表人", "张三"),
        ("經營範團展览服务", "经营范围", "展览服务"),
        ("合伙企业类型:普通合伙企业", "合伙企业类型", "普通合伙企业"),
        ("营业一期限长期", "营业期限", "长期"),
    ],
)
def test_the_longest_label_at_the_start_wins(text: str, label: str, rest: str) -> None:
    match = match_label(text)
    assert match is not None
    assert (match.label.text, text[match.end :]) == (label, rest)


@pytest.mark.parametrize("text", ["", "样本公司", "经营项目", "营业执照", "注"])
def test_other_words_are_no_labels(text: str) -> None:
    assert match_label(text) is None


def test_a_beginning_is_a_fragment_and_a_whole_label_is_not() -> None:
    assert is_fragment("法定代")
    assert not is_fragment("组成形式")
    assert not is_fragment("")


def test_one_lost_character_in_the_middle_is_forgiven() -> None:
    assert complete_label("投", "人陆伟") == "投资人陆伟"
    assert complete_label("名", "称样本") == "名称样本"
    assert complete_label("名", "人陆伟") == ""


def test_half_a_label_tells_it_and_one_character_of_a_long_one_does_not() -> None:
    label, size = label_by_rest("称样本有限公司") or (None, 0)
    assert label is not None
    assert (label.text, size) == ("名称", 1)
    assert label_by_rest("限公司)") is None
