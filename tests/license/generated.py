"""Numbers and amounts made to order for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from django_bizlicense.license.numbers import (
    USCC_ALPHABET,
    organization_check_character,
    registration_check_digit,
    uscc_check_character,
)

REGIONS = st.sampled_from(["330100", "110108", "310115", "500112", "429004", "100000", "341402"])
ORGANIZATION_BODIES = st.text(alphabet=USCC_ALPHABET, min_size=8, max_size=8)


def uscc(prefix: str, region: str, organization: str) -> str:
    body = prefix + region + organization + organization_check_character(organization)
    return body + uscc_check_character(body)


def registration(body: str) -> str:
    return body + registration_check_digit(body)


BUSINESS_CODES = st.builds(uscc, st.sampled_from(["91", "92", "93"]), REGIONS, ORGANIZATION_BODIES)
USCC_BODIES = st.builds(
    "{}{}{}".format,
    st.text(alphabet=USCC_ALPHABET, min_size=2, max_size=2),
    st.text(alphabet="0123456789", min_size=6, max_size=6),
    st.text(alphabet=USCC_ALPHABET, min_size=9, max_size=9),
)
ANY_CODES = USCC_BODIES.map(lambda body: body + uscc_check_character(body))
REGISTRATION_NUMBERS = st.text(alphabet="0123456789", min_size=14, max_size=14).map(registration)
