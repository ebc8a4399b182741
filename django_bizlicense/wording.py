"""What the license knows in two languages, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django_bizlicense.language import spoken
from django_bizlicense.license.fields import FIELD_LABELS


def field_label(name: str) -> str:
    """Return the label of one of the twelve fields; another name as it is."""
    return spoken(*FIELD_LABELS.get(name, (name, name)))


def finding_text(finding: Mapping[str, Any]) -> str:
    """Return the sentence of a stored finding."""
    return spoken(finding["zh"], finding["en"])
