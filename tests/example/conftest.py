from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "example_project"
SWITCHES = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "S3_", "WECHAT_", "SANDBOX_URL", "EMAIL_BACKEND", "DJANGO_")


@pytest.fixture(autouse=True)
def example_on_the_path(monkeypatch: Any) -> None:
    """Let the tests import the marketplace's modules, with none of its switches set."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    for name in [name for name in os.environ if name.startswith(SWITCHES)]:
        monkeypatch.delenv(name)


@pytest.fixture
def manage(tmp_path: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command line of the example, and an environment whose files lie in a folder of the test."""
    environment = {**os.environ, "EXAMPLE_VAR": str(tmp_path), "PYTHONDEVMODE": "0"}
    return [sys.executable, str(EXAMPLE / "manage.py")], environment
