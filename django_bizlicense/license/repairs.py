"""What a damaged number may have been; suggestions, never applied by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django_bizlicense.license.numbers import (
    USCC_ALPHABET,
    is_organization_code,
    is_registration_number,
    is_uscc,
    normal_number,
)
from django_bizlicense.license.regions import NATIONAL, region_of

MAX_REPAIRS = 8

_BUSINESS = frozenset({"91", "92", "93"})
_DIGITS = "0123456789"
_IMPOSSIBLE = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}
"""Letters that no unified social credit code has, with what they are misread from."""
_AS_DIGIT = {
    "O": "0",
    "D": "0",
    "Q": "0",
    "I": "1",
    "L": "1",
    "Z": "2",
    "A": "4",
    "S": "5",
    "G": "6",
    "T": "7",
    "B": "8",
}
_GROUPS = ("0ODQC", "1ILJT7", "2Z", "5S", "8B36", "6G", "UVY", "VW", "MN", "KX", "EF", "PR", "4A", "9G", "HN", "39")
_LOOKALIKES = {
    character: frozenset("".join(group for group in _GROUPS if character in group)) - {character}
    for character in set("".join(_GROUPS))
}


def repairs(text: str) -> list[str]:
    """Return the valid numbers one misreading away, the most plausible first; none where the number is valid.

    Letters that cannot stand where they do are put right first (O/0, I/1, S/5, Z/2, B/8); then come look-alikes,
    neighbors exchanged, one character too many, and any other single character. A unified social credit code must
    check twice, with the organization code inside it. At most MAX_REPAIRS.
    """
    number = normal_number(text)
    if is_uscc(number) or is_registration_number(number):
        return []
    if len(number) in (18, 19):
        return _ranked(_uscc_candidates(number))
    if len(number) == 15:
        return _ranked(_registration_candidates(number))
    return []


def _ranked(candidates: Iterable[tuple[int, str]]) -> list[str]:
    costs: dict[str, int] = {}
    for cost, number in candidates:
        costs[number] = min(costs.get(number, cost), cost)
    return sorted(costs, key=lambda number: (_is_odd(number), costs[number], number))[:MAX_REPAIRS]


def _is_odd(number: str) -> int:
    """Count what speaks against a valid number: no business prefix, no city that we know."""
    region = region_of(number[2:8] if len(number) == 18 else number[:6])
    foreign = len(number) == 18 and number[:2] not in _BUSINESS
    return foreign + (region is None or (region.city is None and region.code != NATIONAL))


def _uscc_candidates(number: str) -> Iterator[tuple[int, str]]:
    if len(number) == 19:
        shorter = {number[:place] + number[place + 1 :] for place in range(19)}
        return ((3, candidate) for candidate in shorter if _is_sound(candidate))
    base = "".join(
        _AS_DIGIT.get(character, character) if 2 <= place < 8 else _IMPOSSIBLE.get(character, character)
        for place, character in enumerate(number)
    )
    variants = chain.from_iterable(_variants(text, USCC_ALPHABET) for text in dict.fromkeys((base, number)))
    return ((cost, candidate) for cost, candidate in variants if _is_sound(candidate))


def _registration_candidates(number: str) -> Iterator[tuple[int, str]]:
    base = "".join(_AS_DIGIT.get(character, character) for character in number)
    variants = _variants(base, _DIGITS)
    return ((cost, candidate) for cost, candidate in variants if is_registration_number(candidate))


def _is_sound(number: str) -> bool:
    return is_uscc(number) and is_organization_code(number[8:17])


def _variants(base: str, alphabet: str) -> Iterator[tuple[int, str]]:
    """Yield the number itself and all that are one character or one exchange of neighbors away, with their cost."""
    yield 0, base
    for place, found in enumerate(base):
        lookalikes = _LOOKALIKES.get(found, frozenset())
        for character in alphabet:
            cost = 1 if character in lookalikes else 4
            yield cost, base[:place] + character + base[place + 1 :]
        yield 2, base[:place] + base[place : place + 2][::-1] + base[place + 2 :]
