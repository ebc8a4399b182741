"""The Chinese catalogues say everything the code says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django"

pytestmark = [
    pytest.mark.pure,
    pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed: translations are not checked"),
]


@pytest.mark.parametrize("folder", ["django_bizlicense", "example_project"])
def test_every_text_has_its_translation(folder: str, tmp_path: Path) -> None:
    copy = tmp_path / folder
    shutil.copytree(ROOT / folder, copy, ignore=shutil.ignore_patterns("var", "__pycache__", "node_modules"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    entries = (copy / f"{CATALOGUE}.po").read_text().split("\n\n")[1:]
    open_ones = [
        entry for entry in entries if "#, fuzzy" in entry or re.search(r'^msgstr(\[0\])? ""\n?\Z', entry, re.M)
    ]
    assert open_ones == []


@pytest.mark.parametrize("folder", ["django_bizlicense", "example_project"])
def test_the_compiled_catalogue_is_that_of_the_source(folder: str, tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "-o", compiled, ROOT / folder / f"{CATALOGUE}.po"], check=True, capture_output=True)
    assert compiled.read_bytes() == (ROOT / folder / f"{CATALOGUE}.mo").read_bytes()
