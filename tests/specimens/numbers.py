"""Check digits of the numbers on a license, computed apart from the package: the tests' own opinion."""

from __future__ import annotations

from random import Random

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANIZATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def organization_check(body: str) -> str:
    """Return the check character of an eight-character organization code (GB 11714)."""
    values = [ORGANIZATION_ALPHABET.index(char) for char in body]
    total = sum(value * weight for value, weight in zip(values, ORGANIZATION_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def code_check(body: str) -> str:
    """Return the last character for the first 17 of a unified social credit code (GB 32100-2015)."""
    total = sum(CODE_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return CODE_ALPHABET[-total % 31]


def registration_check(body: str) -> str:
    """Return the last digit for the first 14 of a registration number (GS 15-2006, ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def social_credit_code(rng: Random, *, prefix: str, region: str, modern: bool) -> str:
    """Return a valid code; since late 2015 new organization codes begin MA."""
    alphabet = CODE_ALPHABET if modern else "0123456789"
    tail = "".join(rng.choice(alphabet) for _ in range(6 if modern else 8))
    organization = f"MA{tail}" if modern else tail
    body = f"{prefix}{region}{organization}{organization_check(organization)}"
    return body + code_check(body)


def registration_number(rng: Random, *, region: str) -> str:
    """Return a valid 15-digit number."""
    body = f"{region}00{rng.randrange(10**6):06d}"
    return body + registration_check(body)
