from __future__ import annotations

import os
import sys

import pytest

from tests import factories
from tests.management.commands import answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def engine_that_reads(settings):
    settings.BIZLICENSE_OCR = factories.dummy()


def test_folders_are_read_by_path_and_hidden_files_left_out(folder):
    names = [os.path.relpath(answer["image"], folder) for answer in answers(folder)]
    assert names == ["a.JPG", "b/deep/x.jpeg", "b/z.jpg", "b.jpg", "c.png"]


def test_what_is_named_is_always_tried_in_the_order_given(folder):
    named = [folder / "notes.txt", folder / "b" / ".z.jpg", folder / "a.JPG"]
    found = answers(*named)
    assert [answer["image"] for answer in found] == [str(path) for path in named]
    assert [answer["ok"] for answer in found] == [False, True, True]


@pytest.mark.skipif(sys.platform == "darwin", reason="names are text there")
def test_a_name_that_is_no_text(tmp_path):
    with open(os.fsencode(tmp_path) + b"/\xff.jpg", "wb") as file:
        file.write(factories.jpeg())
    (answer,) = answers(tmp_path)
    assert answer["image"].endswith("\\xff.jpg")
