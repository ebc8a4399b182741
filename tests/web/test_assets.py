from __future__ import annotations

import re
from pathlib import Path

import django_bizlicense

STATIC = Path(django_bizlicense.__file__).parent / "static" / "bizlicense"
SCRIPT, STYLE = STATIC / "merchant.js", STATIC / "merchant.css"


def test_script_and_style_stay_small():
    assert SCRIPT.stat().st_size <= 20_000
    assert STYLE.stat().st_size <= 10_000


def test_nothing_moves_by_itself_and_nothing_is_fetched_from_elsewhere():
    style = STYLE.read_text(encoding="utf-8")
    assert not re.search(r"\b(transition|animation|@keyframes|@import|url\()", style)
    assert not re.search(r"https?://|\beval\(|innerHTML|\.style\b", SCRIPT.read_text(encoding="utf-8"))
