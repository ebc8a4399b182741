from __future__ import annotations

from collections.abc import Sequence

import pytest

from django_bizlicense.ocr.local import gate, layout
from django_bizlicense.ocr.local.fields import fields_of

from .sheets import line

COMPANY = (
    "统一社会信用代码　91330108MAEY7URJ0X",
    "名称　杭州样本餐饮管理有限公司",
    "住所　浙江省杭州市滨江区银杏大道387号",
    "法定代表人　唐昕妍",
    "注册资本　贰佰万元整",
)


def accepted(title: str, rows: Sequence[str]) -> bool:
    lines = [line(title, 500, 60, height=70)]
    lines += [line(row, 100, 200 + 60 * place) for place, row in enumerate(rows)]
    blocks = layout.assign(lines)
    return gate.is_license(lines, blocks, fields_of(blocks, lines))


def test_a_license_is_one_even_when_its_title_is_hidden() -> None:
    assert accepted("营业执照", COMPANY)
    assert accepted("样", COMPANY)


@pytest.mark.parametrize("title", ["公司登记申请书", "法定代表人授权委托书", "承诺书", "国家企业信用信息公示系统"])
def test_a_paper_of_another_title_is_none_whatever_it_quotes(title: str) -> None:
    assert not accepted(title, COMPANY)


@pytest.mark.parametrize("row", ["登记状态：存续（在营、开业、在册）", "联系电话　010-00000000", "委托单位　样本"])
def test_a_page_or_letter_is_known_by_a_label_where_its_title_is_cut_off(row: str) -> None:
    assert not accepted("样", (*COMPANY[:3], row, *COMPANY[3:]))


def test_a_license_stays_one_when_a_foreign_word_lies_on_it() -> None:
    assert accepted("营业执照", (*COMPANY, "联系电话　010-00000000"))
