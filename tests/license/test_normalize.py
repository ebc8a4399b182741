from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django_bizlicense.license.dates import Term, TermKind
from django_bizlicense.license.kinds import EntityKind
from django_bizlicense.license.money import Money
from django_bizlicense.license.normalize import normalize
from django_bizlicense.license.numbers import NumberKind

FIELDS = {
    "reg_num": "9133 0100 7996 5505 8b",
    "type_of_enterprise": "有限责任公司",
    "registered_capital": "壹仟万元整",
    "registered_date": "2006年09月07日",
    "valid_period": "2006年09月07日至长期",
}


def test_texts_become_values() -> None:
    values = normalize(FIELDS)
    assert values.number == "91330100799655058B"
    assert values.number_kind is NumberKind.USCC
    assert values.entity_kind is EntityKind.COMPANY
    assert values.registered_on == dt.date(2006, 9, 7)
    assert values.term == Term(kind=TermKind.LONG_TERM, start=dt.date(2006, 9, 7))
    assert values.capital == Money(amount=Decimal(10_000_000))
    assert values.region is not None and values.region.name.en == "Hangzhou, Zhejiang"


def test_as_json() -> None:
    assert normalize(FIELDS).as_json() == {
        "number": "91330100799655058B",
        "number_kind": "uscc",
        "entity_kind": "company",
        "registered_on": "2006-09-07",
        "term": {"kind": "long_term", "start": "2006-09-07", "end": None},
        "capital": {"amount": "10000000", "currency": "CNY"},
        "region": {
            "code": "330100",
            "province": "浙江省",
            "city": "杭州市",
            "zh": "浙江省杭州市",
            "en": "Hangzhou, Zhejiang",
        },
    }


def test_nothing_becomes_nothing() -> None:
    assert normalize({}).as_json() == {
        "number": "",
        "number_kind": None,
        "entity_kind": None,
        "registered_on": None,
        "term": {"kind": "not_stated", "start": None, "end": None},
        "capital": None,
        "region": None,
    }


def test_a_term_that_cannot_be_read_is_not_stated() -> None:
    assert normalize({"valid_period": "二十年"}).term == Term()
