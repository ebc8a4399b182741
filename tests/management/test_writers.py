from __future__ import annotations

import json

import pytest
from django.utils.translation import override

from django_bizlicense.management.writers import width
from tests import factories
from tests.management.commands import run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine_that_reads(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def test_json_is_one_array(folder, tmp_path):
    assert [answer["ok"] for answer in json.loads(run(folder, "--format", "json"))] == [True] * 4 + [False]
    (tmp_path / "empty").mkdir()
    assert json.loads(run(tmp_path / "empty", "--format", "json")) == []


def test_the_table_is_aligned_by_what_a_terminal_shows(folder):
    with override("zh-hans"):
        lines = run(folder / "a.JPG").splitlines()
    ends = {width(line[: line.index(text)]) for line in lines for text in ("杭州样本云杉", "张三样") if text in line}
    assert len(ends) == 1
    assert "Registration number" in run(folder / "a.JPG")
    assert "not_a_photo" in run(folder / "c.png")


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("营业", 4), ("（）", 4), ("e\u0301", 1), ("", 0)])
def test_width(text, columns):
    assert width(text) == columns
