"""Count how many printed texts were read exactly, on a form that leaves out what no reader is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_UNIFIED = str.maketrans(
    {
        **dict.fromkeys("〔【〖［[", "("),
        **dict.fromkeys("〕】〗］]", ")"),
        **dict.fromkeys("“”„‟＂「」『』‘’‚‛`´", '"'),
        "'": '"',
        **dict.fromkeys("‐‑‒–—―−－﹣ー", "-"),
    }
)
_SPACE = re.compile(r"\s+")


def normal(text: str) -> str:
    """Return a text in NFKC, without white space, with brackets, quotes and dashes unified."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_UNIFIED))


def exact_share(truth_fields: Mapping[str, str], read_fields: Mapping[str, str]) -> tuple[int, int]:
    """Return (right, printed): how many of the printed texts were read exactly, and how many are printed."""
    printed = {field: normal(text) for field, text in truth_fields.items() if text}
    right = sum(text == normal(read_fields.get(field) or "") for field, text in printed.items())
    return right, len(printed)
