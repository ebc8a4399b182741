"""Runs tests again under an admin theme, in a process of its own: a theme changes the admin as soon as it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
THEMES = ("unfold", "jazzmin")
SERVERS = ("DATABASE_URL", "REDIS_URL")
"""A theme changes pages, not queries: SQLite will do."""


def rerun(theme: str, *paths: str) -> str:
    """Run these tests under a theme; return what pytest says where they fail, else nothing."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVERS}
    command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "--ds", "tests.themes.settings"]
    environment = {**kept, "TEST_THEME": theme}
    done = subprocess.run([*command, *paths], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr if done.returncode else ""
