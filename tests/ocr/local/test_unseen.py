"""Where to look for a scope that was not seen."""

from __future__ import annotations

from django_bizlicense.ocr.local.layout import assign
from django_bizlicense.ocr.local.unseen import is_among, unseen_scope

from .sheets import line

SHAPE = (900, 1300)


def test_an_unseen_scope_is_looked_for_between_its_label_and_what_stands_around_it() -> None:
    blocks = assign(
        [
            line("名称样本有限公司", 100, 100),
            line("注册资本", 800, 100),
            line("200万元整", 950, 100),
            line("经营范围", 100, 300),
            line("住所北京市朝阳区", 800, 300),
            line("登记机关", 700, 700),
        ]
    )
    left, top, right, bottom = unseen_scope(blocks, SHAPE) or (0, 0, 0, 0)
    assert (left, right) == (100, 800)
    assert top < 285
    assert 685 < bottom < 800


def test_a_scope_that_was_read_is_not_looked_for() -> None:
    blocks = assign([line("经营范围", 100, 300), line("展览服务；广告设计、代理；图文设计", 240, 300)])
    assert unseen_scope(blocks, SHAPE) is None
    assert unseen_scope([], SHAPE) is None


def test_there_is_nothing_to_look_at_beside_a_label_at_the_edge() -> None:
    assert unseen_scope(assign([line("经营范围", 100, 300)]), (290, 110)) is None


def test_a_box_over_another_one_is_not_read_twice() -> None:
    seen = line("展览服务", 100, 100).quad
    assert is_among(line("展览", 105, 102).quad, [seen])
    assert not is_among(line("展览", 105, 140).quad, [seen])
