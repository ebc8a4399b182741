"""Findings about the number: alone, against the QR code, the kind of entity and the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django_bizlicense.license.case import Case
from django_bizlicense.license.finding import Finding, make
from django_bizlicense.license.kinds import holders_of
from django_bizlicense.license.names import place_of
from django_bizlicense.license.numbers import NumberKind
from django_bizlicense.license.qr import code_of_qr
from django_bizlicense.license.regions import NATIONAL, Name
from django_bizlicense.license.repairs import repairs

ABOUT_OTHERS = ("number_elsewhere", "photo_elsewhere", "rejected_before")
"""Codes of findings whose sentences name other verifications."""
_FIELD = "reg_num"
_UNKNOWN = Name("未知类别", "unknown category")


def about_number(case: Case) -> Iterator[Finding]:
    """Yield what is wrong with the number itself."""
    number = case.number
    if not number.text:
        yield make("number_missing", _FIELD, suggestion=next(iter(_qr_numbers(case)), None))
    elif number.kind is None:
        values: dict[str, object] = {"value": number.text, "count": len(number.text)}
        yield make("number_length", _FIELD, values=values, suggestion=_suggestion(case))
    elif not number.valid:
        yield make("number_check_digit", _FIELD, values={"value": number.text}, suggestion=_suggestion(case))
    elif not number.is_business:
        yield _not_business(case)
    elif number.kind is NumberKind.USCC and not number.organization_valid:
        yield make("number_organization_code", _FIELD, values={"value": number.text, "code": number.organization_code})


def about_qr(case: Case) -> Iterator[Finding]:
    """Yield where a QR code carries a number, and none carries this one."""
    numbers = _qr_numbers(case)
    if case.number.text and numbers and case.number.text not in numbers:
        values = {"qr": numbers[0], "value": case.number.text}
        yield make("qr_mismatch", _FIELD, values=values, suggestion=numbers[0])


def about_kind(case: Case) -> Iterator[Finding]:
    """Yield where the number is one that this kind of entity cannot have."""
    number, kind = case.number, case.kind
    if kind is None or not number.is_business or kind in holders_of(number):
        return
    values = {"value": number.text, **_both("category", number.category or _UNKNOWN), **_both("kind", kind.label)}
    yield make("number_kind_mismatch", _FIELD, values=values)


def about_region(case: Case) -> Iterator[Finding]:
    """Yield where the number comes from another province or city than the address."""
    region, place = case.number.region, place_of(case.text("address"))
    if region is None or not case.number.valid or region.code == NATIONAL or not place.province:
        return
    city = region.city.zh if region.city else ""
    same_city = not city or not place.city or city == place.city
    if region.province.zh == place.province and same_city:
        return
    where = place.province if place.province == place.city else place.province + place.city
    yield make("region_address", "address", values={"place": where, **_both("region", region.name)})


def about_others(case: Case) -> Iterator[Finding]:
    """Yield which other verifications have the same number or the same photo, and which were rejected."""
    if case.same_number and case.number.text:
        yield make("number_elsewhere", _FIELD, values={"value": case.number.text, **_others(case.same_number)})
    if case.same_photo:
        yield make("photo_elsewhere", values=_others(case.same_photo))
    if case.rejected_before:
        yield make("rejected_before", values=_others(case.rejected_before))


def _both(name: str, text: Name) -> dict[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}


def _others(labels: Sequence[str]) -> dict[str, object]:
    return {"count": len(labels), "others": ", ".join(str(label) for label in labels[:3])}


def _not_business(case: Case) -> Finding:
    department, category = case.number.department or _UNKNOWN, case.number.category or _UNKNOWN
    values = {"value": case.number.text, **_both("category", category), **_both("department", department)}
    return make("number_not_business", _FIELD, values=values)


def _suggestion(case: Case) -> str | None:
    """Return the best repair: one that the QR code carries goes first."""
    candidates = repairs(case.number.text)
    confirmed = [number for number in _qr_numbers(case) if number in candidates]
    return next(iter(confirmed + candidates), None)


def _qr_numbers(case: Case) -> list[str]:
    return [number for text in case.codes if (number := code_of_qr(text))]
