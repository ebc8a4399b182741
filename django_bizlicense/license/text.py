"""The first step of every function here: one bounded, plain form of a printed text."""

from __future__ import annotations

import re
from unicodedata import normalize

from django_bizlicense.license.fields import MAX_LENGTH

_FILLER = re.compile(r"[\W_×※]*|[\W_]*(?:无|暂无|空白|NONE|NULL|N/A)[\W_]*", re.IGNORECASE)


def plain(text: str) -> str:
    """Return the text in NFKC with single spaces, at most MAX_LENGTH characters.

    Normalized character by character: over a whole text, a long run of combining marks costs quadratic time.
    """
    text = text[:MAX_LENGTH]
    if not text.isascii():
        text = "".join([normalize("NFKC", character) for character in text])[:MAX_LENGTH]
    return " ".join(text.split())


def tight(text: str) -> str:
    """Return the plain text without any space."""
    return plain(text).replace(" ", "")


def is_filler(text: str) -> bool:
    """Tell whether a text says nothing: blank, ***, ---, /, 无 and the like."""
    return _FILLER.fullmatch(plain(text)) is not None
