from __future__ import annotations

from collections.abc import Sequence

import pytest

from django_bizlicense.ocr.local.fields import fields_of
from django_bizlicense.ocr.local.gate import is_license
from django_bizlicense.ocr.local.layout import assign
from django_bizlicense.ocr.local.lines import Line

from .sheets import line

NUMBER = "91320106MAFCEWQB4H"
LICENSE = (
    ("统一社会信用代码", NUMBER),
    ("名称", "南京样本沐风建筑工程有限公司"),
    ("类型", "其他有限责任公司"),
    ("法定代表人", "韩云舟"),
)


def rows(pairs: Sequence[tuple[str, str]], *, title: str) -> list[Line]:
    """Return a title and rows of label and value, one under the other."""
    found = [line(title, 400, 60, height=80)] if title else []
    for place, (label, value) in enumerate(pairs):
        found += [line(label, 100, 200 + 60 * place), line(value, 400, 200 + 60 * place)]
    return found


def accepted(lines: Sequence[Line]) -> bool:
    blocks = assign(lines)
    return is_license(lines, blocks, fields_of(blocks, lines))


@pytest.mark.parametrize("title", ["营业执照", "营业执", ""])
def test_a_license_is_told_even_with_its_title_under_a_seal(title: str) -> None:
    assert accepted(rows(LICENSE, title=title))


def test_a_scope_that_wraps_into_the_label_of_a_permit_makes_no_permit() -> None:
    scope = [
        line("经营范围", 100, 440),
        line("建设工程施工（经批准后方可开展活动，具体", 400, 440),
        line("经营项目以审批结果为准）。", 400, 482),
    ]
    assert accepted([*rows(LICENSE, title=""), *scope])


@pytest.mark.parametrize(
    ("title", "more"),
    [
        ("食品经营许可证", ("经营项目", "热食类食品制售")),
        ("授权委托书", ("委托人", "韩云舟")),
        ("国家企业信用信息公示系统", ("登记状态", "存续")),
        ("公司登记申请书", ("联系电话", "00000000")),
    ],
)
def test_a_paper_with_the_same_labels_is_no_license(title: str, more: tuple[str, str]) -> None:
    assert not accepted(rows([*LICENSE, more], title=title))
