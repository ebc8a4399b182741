"""The settings of the test suite under the admin theme that TEST_THEME names."""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as PLAIN

THEME = os.environ["TEST_THEME"]
INSTALLED_APPS = [THEME, *PLAIN]
JAZZMIN_UI_TWEAKS = {"default_theme_mode": "auto"}
