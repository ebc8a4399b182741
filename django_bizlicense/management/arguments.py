"""Numbers as the commands take them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from math import isfinite


def positive_whole_number(text: str) -> int:
    """Return a whole number above 0, for argparse."""
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def positive_number(text: str) -> float:
    """Return a finite number above 0, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if number <= 0 or not isfinite(number):
        raise ArgumentTypeError(f"{text!r} is not a number above 0")
    return number
