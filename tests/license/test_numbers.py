from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle
from stdnum.iso7064 import mod_11_10

from django_bizlicense.license.numbers import (
    USCC_ALPHABET,
    NumberKind,
    is_organization_code,
    is_registration_number,
    is_uscc,
    normal_number,
    parse_number,
    uscc_check_character,
)
from tests.license.generated import ANY_CODES, BUSINESS_CODES, REGISTRATION_NUMBERS, registration, uscc


@given(ANY_CODES)
def test_every_valid_code_is_accepted(code: str) -> None:
    number = parse_number(code)
    assert (number.kind, number.valid, number.text) == (NumberKind.USCC, True, code)


@settings(max_examples=40)
@given(ANY_CODES)
def test_every_wrong_character_of_a_code_is_detected(code: str) -> None:
    wrong = [
        code[:place] + character + code[place + 1 :]
        for place in range(18)
        for character in USCC_ALPHABET
        if character != code[place]
    ]
    assert not any(parse_number(number).valid for number in wrong)


@given(ANY_CODES)
def test_every_exchange_of_neighbors_in_a_code_is_detected(code: str) -> None:
    swapped = {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(17)} - {code}
    assert not any(parse_number(number).valid for number in swapped)


@given(
    st.one_of(
        ANY_CODES,
        st.text(alphabet=USCC_ALPHABET, min_size=18, max_size=18),
        st.builds("{}{}".format, st.text("0123456789", min_size=8, max_size=8), st.text(USCC_ALPHABET, min_size=10)),
    )
)
def test_stdnum_agrees_where_the_prefix_is_digits(text: str) -> None:
    if text[:2].isdigit() and len(text) == 18:
        assert parse_number(text).valid == oracle.is_valid(text)


@given(REGISTRATION_NUMBERS)
def test_every_valid_registration_number_is_accepted(text: str) -> None:
    number = parse_number(text)
    assert (number.kind, number.valid) == (NumberKind.REGISTRATION, True)
    assert mod_11_10.is_valid(text)


@given(REGISTRATION_NUMBERS)
def test_every_wrong_digit_of_a_registration_number_is_detected(text: str) -> None:
    wrong = [
        text[:place] + digit + text[place + 1 :]
        for place in range(15)
        for digit in "0123456789"
        if digit != text[place]
    ]
    assert not any(is_registration_number(number) for number in wrong)


@given(st.text("0123456789", min_size=15, max_size=15))
def test_stdnum_agrees_on_registration_numbers(text: str) -> None:
    assert is_registration_number(text) == mod_11_10.is_valid(text)


def test_a_registration_number_does_not_promise_every_exchange_of_neighbors() -> None:
    """ISO 7064 MOD 11,10 misses few: counted over one number in a thousand."""
    numbers = [registration(f"{body * 9973:014}") for body in range(1, 1000)]
    swaps = {(n[:i] + n[i + 1] + n[i] + n[i + 2 :]) for n in numbers for i in range(14) if n[i] != n[i + 1]}
    missed = sum(is_registration_number(number) for number in swaps)
    assert 0 < missed / len(swaps) < 0.03


@given(BUSINESS_CODES)
def test_the_organization_code_inside_checks(code: str) -> None:
    number = parse_number(code)
    assert number.organization_code == code[8:17]
    assert number.organization_valid


@pytest.mark.parametrize(
    ("code", "valid"),
    [("000000000", True), ("000000001", False), ("D2143569X", True), ("D21435690", False), ("79965505", False)],
)
def test_organization_code(code: str, valid: bool) -> None:
    assert is_organization_code(code) is valid


CODE = "91330100799655058B"


@pytest.mark.parametrize(
    "print_",
    [
        CODE,
        CODE.lower(),
        "9133 0100 7996 5505 8B",
        "９１３３０１００７９９６５５０５８Ｂ",
        "统一社会信用代码：91330100799655058B",
        "91330100799655058B(1-1)",
        "91330100799655058B（1/1）",
        "91330100-799655058-B",
        "统一社会信用代码 91330100799655058B 注册号 330100000012340",
    ],
)
def test_a_number_is_read_however_it_is_printed(print_: str) -> None:
    assert parse_number(print_).text == CODE


def test_what_a_code_tells() -> None:
    number = parse_number(CODE)
    assert number.department is not None and number.department.zh == "市场监督管理部门"
    assert number.category is not None and number.category.en == "enterprise"
    assert number.region is not None and number.region.name.zh == "浙江省杭州市"
    assert number.is_business


def test_a_code_of_another_body_is_valid_but_no_business() -> None:
    number = parse_number(uscc("12", "110000", "40000008"))
    assert number.valid
    assert not number.is_business
    assert number.category is not None and number.category.zh == "事业单位"


@pytest.mark.parametrize("prefix", ["A1", "N2", "Y1", "99"])
def test_letter_prefixes_are_valid(prefix: str) -> None:
    number = parse_number(uscc(prefix, "330100", "79965505"))
    assert number.valid
    assert number.is_business is (prefix == "99")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        (registration("33010000001234"), "企业"),
        (registration("31000040012345"), "企业"),
        (registration("33010660012345"), "个体工商户"),
        ("330182NA000012X", "农民专业合作社"),
    ],
)
def test_what_a_registration_number_tells(text: str, category: str) -> None:
    number = parse_number(text)
    assert number.valid
    assert number.category is not None and number.category.zh == category


def test_a_letter_in_place_of_the_seventh_digit_tells_no_category() -> None:
    number = parse_number("330106O00123456")
    assert (number.kind, number.valid, number.category) == (NumberKind.REGISTRATION, False, None)


def test_a_legacy_number_has_no_check() -> None:
    number = parse_number("3301082001234")
    assert (number.kind, number.valid) == (NumberKind.LEGACY, True)


@pytest.mark.parametrize("text", ["", "***", "无", "12345", "9133010079965505", "企独粤深总字第303588号", "٣" * 15])
def test_what_is_no_number_has_no_kind(text: str) -> None:
    number = parse_number(text)
    assert (number.kind, number.valid) == (None, False)


@pytest.mark.parametrize("character", "IOSVZ")
def test_letters_outside_the_alphabet_are_refused(character: str) -> None:
    assert not is_uscc(character + CODE[1:])


def test_letters_in_the_region_are_refused_even_when_the_check_fits() -> None:
    body = "91A30100799655058"
    assert not is_uscc(body + uscc_check_character(body))


def test_the_normal_form_is_short() -> None:
    assert normal_number("7" * 5000) == "7" * 40
