"""The workbench under Unfold and Jazzmin; under the stock admin the same tests run as they are."""

from __future__ import annotations

import pytest

from tests.themes import THEMES, rerun


@pytest.mark.once
@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_work_under(theme: str) -> None:
    assert rerun(theme, "tests/admin/test_themes.py") == ""


@pytest.mark.thorough
@pytest.mark.browser
@pytest.mark.node
@pytest.mark.parametrize("theme", THEMES)
def test_the_browser_finds_nothing_under(theme: str) -> None:
    assert rerun(theme, "tests/browser/test_themes.py") == ""
