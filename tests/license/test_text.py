from __future__ import annotations

import pytest

from django_bizlicense.license.fields import MAX_LENGTH
from django_bizlicense.license.text import is_filler, plain, tight


def test_plain_text_is_cut_folded_and_single_spaced() -> None:
    assert plain("　Ａ１\t\n（x） ") == "A1 (x)"
    assert len(plain("\ufdfa" * 5000)) <= MAX_LENGTH
    assert tight("2018 年 1 月") == "2018年1月"


@pytest.mark.parametrize("text", ["", "  ", "***", "---", "无", "/", "-", "＊＊＊", "——", "（无）", "※", "N/A"])
def test_fillers_say_nothing(text: str) -> None:
    assert is_filler(text)


@pytest.mark.parametrize("text", ["无锡市", "0", "长期", "**1", "无名"])
def test_other_texts_say_something(text: str) -> None:
    assert not is_filler(text)
