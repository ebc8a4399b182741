from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from django_bizlicense.license.numbers import parse_number
from django_bizlicense.license.repairs import MAX_REPAIRS, repairs
from tests.license.generated import BUSINESS_CODES, REGISTRATION_NUMBERS, registration

CODE = "91330100799655058B"


@pytest.mark.parametrize(
    "misread",
    [
        "9I330100799655058B",
        "9133O1007996550588",
        "9133010079965S058B",
        "9133O1OO79965SO58B",
        "913301007996550588",
        "9133010079965505BB",
        "91330100799655O58B",
        "91330100799655058 8",
        "913301007996555058B",
    ],
)
def test_a_usual_misreading_is_put_right(misread: str) -> None:
    assert repairs(misread)[0] == CODE


@settings(max_examples=60)
@given(BUSINESS_CODES, st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_the_true_number_is_among_the_repairs(code: str, place: int, character: str) -> None:
    assume(code[place] != character)
    damaged = code[:place] + character + code[place + 1 :]
    found = repairs(damaged)
    assert code in found
    assert len(found) <= MAX_REPAIRS
    assert all(parse_number(number).valid and parse_number(number).organization_valid for number in found)


@settings(max_examples=60)
@given(BUSINESS_CODES, st.integers(0, 16))
def test_exchanged_neighbors_are_put_back(code: str, place: int) -> None:
    damaged = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assume(damaged != code)
    assert code in repairs(damaged)


@given(st.one_of(BUSINESS_CODES, REGISTRATION_NUMBERS))
def test_a_valid_number_needs_no_repair(number: str) -> None:
    assert repairs(number) == []


@pytest.mark.parametrize(
    ("misread", "meant"),
    [
        ("3301O6000012342", "330106000012342"),
        ("330106000012B42", "330106000012842"),
        ("33010600001Z342", "330106000012342"),
    ],
)
def test_a_letter_in_a_registration_number_is_put_right(misread: str, meant: str) -> None:
    meant = registration(meant[:14])
    assert repairs(misread[:14] + meant[14])[0] == meant


@pytest.mark.parametrize("text", ["", "***", "12345", "9133010079965505", "企合沪总字第012345号"])
def test_what_is_far_from_a_number_has_no_repairs(text: str) -> None:
    assert repairs(text) == []
