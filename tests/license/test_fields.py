from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_bizlicense.license.fields import (
    FIELD_LABELS,
    FIELDS,
    MAX_LENGTH,
    clean_text,
    parse_answer,
    parse_position,
    parse_size,
    position_as_json,
    scale_quad,
    snake_keys,
)

QUAD = ((1.0, 2.0), (30.0, 4.0), (31.0, 40.0), (2.0, 41.5))


def test_there_are_twelve_fields_with_labels_in_both_languages() -> None:
    assert len(FIELDS) == 12
    assert all(zh and en for zh, en in FIELD_LABELS.values())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 张三\n", "张三"),
        ("a\x00b\ud800c\u200bd", "abcd"),
        (12, "12"),
        (1.5, "1.5"),
        (True, ""),
        (None, ""),
        (["x"], ""),
        (float("nan"), ""),
        pytest.param(10**5000, "", id="huge"),
        ("长" * 5000, "长" * MAX_LENGTH),
    ],
)
def test_a_text_is_made_storable(value: object, text: str) -> None:
    assert clean_text(value) == text


def test_keys_come_in_both_cases_and_the_one_that_says_something_wins() -> None:
    assert snake_keys({"regNum": "", "reg_num": "1", "certPosition": 2}) == {"reg_num": "1", "cert_position": 2}
    assert snake_keys({"regNum": "1", "reg_num": "2"}) == {"reg_num": "1"}


def test_an_answer_is_taken_apart() -> None:
    answer = {"regNum": "91", "address": " ", "errcode": 0, "img_size": {"w": 30, "h": 40}}
    parsed = parse_answer({**answer, "cert_position": position_as_json(QUAD)})
    assert parsed.texts == {"reg_num": "91"}
    assert parsed.cert_position == QUAD
    assert parsed.img_size == (30, 40)


@pytest.mark.parametrize(
    "value", [None, 1, {}, {"pos": 1}, {"pos": {"left_top": {"x": 1, "y": 1}}}, {"pos": {"left_top": 3}}]
)
def test_a_broken_position_is_none(value: object) -> None:
    assert parse_position(value) is None


@pytest.mark.parametrize("bad", [True, "x", float("inf"), 1e9, None, 10**400])
def test_a_corner_must_be_a_number(bad: object) -> None:
    position: dict[str, Any] = position_as_json(QUAD)
    position["pos"]["left_top"]["x"] = bad
    assert parse_position(position) is None


@pytest.mark.parametrize(
    ("value", "size"),
    [({"w": 3, "h": "4"}, (3, 4)), ({"w": 0, "h": 4}, None), ({"w": 3}, None), (3, None), ({"w": "x", "h": 1}, None)],
)
def test_sizes(value: object, size: tuple[int, int] | None) -> None:
    assert parse_size(value) == size


def test_a_quad_is_scaled() -> None:
    assert scale_quad(QUAD, 2, 0.5) == ((2, 1), (60, 2), (62, 20), (4, 20.75))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | st.sampled_from(FIELDS), inner),
    max_leaves=8,
)


# In a fresh checkout the first text drawn waits for the table of Unicode, which counts as slow.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from((*FIELDS, "regNum", "cert_position", "imgSize", "pos")), JSON))
def test_no_answer_raises(answer: dict[str, Any]) -> None:
    parsed = parse_answer(answer)
    assert set(parsed.texts) <= set(FIELDS)
    assert all(parsed.texts.values())
