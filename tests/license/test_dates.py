from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_bizlicense.license.dates import Term, TermKind, day_in_china, parse_date, parse_term
from tests.license.printed import print_date, print_term

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2499, 12, 31))
FIXED, LONG, NOT_STATED = TermKind.FIXED, TermKind.LONG_TERM, TermKind.NOT_STATED
_ZH = str.maketrans("0123456789", "〇一二三四五六七八九")


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("", "十", "二十", "三十")[tens]
    return head + (str(ones).translate(_ZH) if ones else "")


def in_numerals(day: dt.date) -> str:
    return f"{str(day.year).translate(_ZH)}年{in_chinese(day.month)}月{in_chinese(day.day)}日"


FORMS = (
    print_date,
    in_numerals,
    dt.date.isoformat,
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    lambda day: f"{day.year}{day.month:02}{day.day:02}",
    lambda day: f"{day.isoformat()} 00:00:00",
    lambda day: f"{str(day.year).translate(_ZH).replace('〇', '零')}年{day.month}月{in_chinese(day.day)}日",
)


@given(DAYS, st.sampled_from(FORMS))
def test_a_date_is_read_in_every_form(day: dt.date, form: object) -> None:
    assert parse_date(form(day)) == day  # type: ignore[operator]


@pytest.mark.parametrize(
    "text",
    [
        "2018年1月1日",
        "2018年01月01日",
        "2018-01-01",
        "2018.1.1",
        "二〇一八年一月一日",
        "二零一八年一月一日",
        "贰零壹捌年零壹月壹日",
        "２０１８年１月１日",
    ],
)
def test_dates_seen_on_licenses(text: str) -> None:
    assert parse_date(text) == dt.date(2018, 1, 1)


def test_a_date_may_stand_in_a_sentence() -> None:
    assert parse_date("成立日期：2018年1月1日。") == dt.date(2018, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("", "***", "无", "2018年", "二零一八年", "2018年1月", "2018年2月30日", "2018年13月1日", "1018年1月1日"),
        *("120180101", "2018年十十月1日", "2018年1月二二十日", "2018年1月1日2019年1月1日", "٢٠١٨-٠١-٠١", "昨天"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


START, END = dt.date(2015, 1, 1), dt.date(2035, 12, 31)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("2015年01月01日至2035年12月31日", FIXED, START, END),
        ("自2015年1月1日至2035年12月31日止", FIXED, START, END),
        ("2015-01-01-2035-12-31", FIXED, START, END),
        ("2015.1.1 - 2035.12.31", FIXED, START, END),
        ("2015年1月1日—二〇三五年十二月三十一日", FIXED, START, END),
        ("20150101 20351231", FIXED, START, END),
        ("营业期限：2015/01/01 ～ 2035/12/31", FIXED, START, END),
        ("2019年1月1日", FIXED, None, dt.date(2019, 1, 1)),
        ("至2035年12月31日", FIXED, None, END),
        ("***至2035年12月31日", FIXED, None, END),
        ("2015年1月1日至长期", LONG, START, None),
        ("2015年1月1日 至 无固定期限", LONG, START, None),
        ("2015年1月1日至2999年12月31日", LONG, START, None),
        ("2015-01-01至9999-12-31(长期)", LONG, START, None),
        ("自2015年1月1日起长期有效", LONG, START, None),
        ("长期", LONG, None, None),
        ("永久", LONG, None, None),
        ("至长期", LONG, None, None),
        ("29991231", LONG, None, None),
        ("自2015年1月1日起", NOT_STATED, START, None),
        ("2015年1月1日至***", NOT_STATED, START, None),
        ("2015年1月1日至年月日", NOT_STATED, START, None),
        ("***", NOT_STATED, None, None),
        ("-", NOT_STATED, None, None),
        ("无", NOT_STATED, None, None),
        ("/", NOT_STATED, None, None),
        ("---", NOT_STATED, None, None),
        ("", NOT_STATED, None, None),
    ],
)
def test_terms_seen_on_licenses(text: str, kind: TermKind, start: dt.date | None, end: dt.date | None) -> None:
    assert parse_term(text) == Term(kind=kind, start=start, end=end)


@pytest.mark.parametrize(
    "text",
    [
        *("二十年", "自2015年1月1日起20年", "2015年1月1日至", "2035年1月1日至2015年1月1日", "不详", "长期2015年1月1日"),
        *("2015年2月30日至2035年1月1日", "2015年1月1日2020年1月1日2035年1月1日"),
    ],
)
def test_what_is_no_term(text: str) -> None:
    assert parse_term(text) is None


TERMS = st.one_of(
    st.builds(lambda a, b: Term(kind=FIXED, start=min(a, b), end=max(a, b)), DAYS, DAYS),
    st.builds(lambda end: Term(kind=FIXED, end=end), DAYS),
    st.builds(lambda start: Term(kind=LONG, start=start), st.none() | DAYS),
    st.builds(lambda start: Term(start=start), st.none() | DAYS),
)


@given(TERMS)
def test_a_printed_term_reads_the_same(term: Term) -> None:
    assert parse_term(print_term(term)) == term


@given(
    DAYS, DAYS, st.sampled_from(FORMS), st.sampled_from(FORMS), st.sampled_from(["至", " 至 ", "到", "—", "~", " - "])
)
def test_forms_may_be_mixed(a: dt.date, b: dt.date, one: object, other: object, between: str) -> None:
    start, end = min(a, b), max(a, b)
    text = f"{one(start)}{between}{other(end)}"  # type: ignore[operator]
    assert parse_term(text) == Term(kind=FIXED, start=start, end=end)


def test_as_json() -> None:
    assert Term(kind=FIXED, start=START, end=END).as_json() == {
        "kind": "fixed",
        "start": "2015-01-01",
        "end": "2035-12-31",
    }
    assert Term().as_json() == {"kind": "not_stated", "start": None, "end": None}


def test_the_day_is_the_one_in_china() -> None:
    assert day_in_china(dt.datetime(2026, 1, 1, 15, 59, tzinfo=dt.timezone.utc)) == dt.date(2026, 1, 1)
    assert day_in_china(dt.datetime(2026, 1, 1, 16, 0, tzinfo=dt.timezone.utc)) == dt.date(2026, 1, 2)


@pytest.mark.parametrize("text", ["营业期限：", "营业期限：***至***", "自年月日至年月日"])
def test_a_label_alone_or_blanks_state_no_term(text: str) -> None:
    assert parse_term(text) == Term()
