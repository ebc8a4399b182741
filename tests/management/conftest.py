from __future__ import annotations

from pathlib import Path

import pytest

from tests import factories


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as people have them: mixed names, hidden files, things that are no photos."""
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in ("a.JPG", "b/deep/x.jpeg", "b/z.jpg", "b.jpg", ".hidden/y.jpg", "b/.z.jpg"):
        (tmp_path / name).write_bytes(factories.jpeg())
    (tmp_path / "c.png").write_text("no picture")
    (tmp_path / "notes.txt").write_text("no picture")
    return tmp_path
