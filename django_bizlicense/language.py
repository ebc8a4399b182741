"""Which of two texts reads in the language of the page."""

from __future__ import annotations

from django.utils.translation import get_language


def spoken(zh: str, en: str) -> str:
    """Return the text of the active language: Chinese where it is any Chinese, else English."""
    return zh if (get_language() or "").startswith("zh") else en
