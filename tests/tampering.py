"""What an attacker does who has the database but not the key: one random change of the history at a time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from django_bizlicense import history
from django_bizlicense.models import LicenseVerification, VerificationEvent
from django_bizlicense.models.chain import seal

Event = VerificationEvent
COLUMNS: dict[str, Callable[[random.Random, Event], Any]] = {
    "kind": lambda chance, event: other(chance, Event.Kind.values, event.kind),
    "actor": lambda chance, event: f"user:{chance.randrange(10**6)}",
    "data": lambda chance, event: {**event.data, "attempt": chance.randrange(2, 99)},
    "created_at": lambda chance, event: event.created_at + dt.timedelta(microseconds=chance.choice((-1, 1, 10**9))),
    "mac": lambda chance, event: f"{chance.getrandbits(256):064x}",
}


def tamper(chance: random.Random) -> tuple[str, LicenseVerification]:
    """Change one thing at random; return what was done and to which case."""
    way = chance.choice(WAYS)
    case = chance.choice(list(LicenseVerification.objects.order_by("pk")))
    with history.maintenance():
        way(chance, case)
    return way.__name__, case


def change(chance: random.Random, case: LicenseVerification) -> None:
    event = any_event(chance, case)
    column = chance.choice(sorted(COLUMNS))
    Event.objects.filter(pk=event.pk).update(**{column: COLUMNS[column](chance, event)})


def move_to_another_case(chance: random.Random, case: LicenseVerification) -> None:
    event = any_event(chance, case)
    target = chance.choice(list(LicenseVerification.objects.exclude(pk=case.pk)))
    Event.objects.filter(pk=event.pk).update(verification=target, position=target.history_length + 1)


def change_position(chance: random.Random, case: LicenseVerification) -> None:
    Event.objects.filter(pk=any_event(chance, case).pk).update(position=case.history_length + chance.randrange(1, 9))


def remove(chance: random.Random, case: LicenseVerification) -> None:
    any_event(chance, case).delete()


def remove_and_close_the_gap(chance: random.Random, case: LicenseVerification) -> None:
    gone = any_event(chance, case)
    gone.delete()
    for event in case.events.filter(position__gt=gone.position).order_by("position"):
        Event.objects.filter(pk=event.pk).update(position=event.position - 1)
    LicenseVerification.objects.filter(pk=case.pk).update(history_length=case.history_length - 1)


def insert_a_copy_of_another_case(chance: random.Random, case: LicenseVerification) -> None:
    copied = any_event(chance, chance.choice(list(LicenseVerification.objects.exclude(pk=case.pk))))
    insert(copied, verification=case, position=case.history_length + 1)


def insert_a_copy_at_a_new_position(chance: random.Random, case: LicenseVerification) -> None:
    insert(any_event(chance, case), position=case.history_length + 1)
    LicenseVerification.objects.filter(pk=case.pk).update(history_length=case.history_length + 1)


def insert_before_the_first(chance: random.Random, case: LicenseVerification) -> None:
    insert(any_event(chance, case), position=0)


def swap(chance: random.Random, case: LicenseVerification) -> None:
    first, second = chance.sample(list(case.events.all()), 2)
    for event, position in ((first, 10**6), (second, first.position), (first, second.position)):
        Event.objects.filter(pk=event.pk).update(position=position)


def cut_the_tail(chance: random.Random, case: LicenseVerification) -> None:
    """Take the newest events away and say the case had never more; its earlier head is not to be had."""
    left = chance.randrange(case.history_length)
    case.events.filter(position__gt=left).delete()
    last = case.events.filter(position=left).first()
    head = last.mac if last else ""
    LicenseVerification.objects.filter(pk=case.pk).update(history_length=left, history_head=head)


def let_it_begin_anew(chance: random.Random, case: LicenseVerification) -> None:
    """Empty a history and let the app, which has the key, go on from there."""
    case.events.all().delete()
    LicenseVerification.objects.filter(pk=case.pk).update(history_length=0, history_head="")
    Event.record(case, chance.choice(("photo_viewed", "submitted")), attempt=2)


def change_the_end(chance: random.Random, case: LicenseVerification) -> None:
    columns = {"history_length": case.history_length + chance.choice((-1, 1)), "history_head": "f" * 64}
    column = chance.choice(sorted(columns))
    LicenseVerification.objects.filter(pk=case.pk).update(**{column: columns[column]})


def seal_with_another_key(chance: random.Random, case: LicenseVerification) -> None:
    """Have the code, change an event, and make every seal anew; the key is a guess."""
    change(chance, case)
    events = list(case.events.order_by("position"))
    head = seal(chance.randbytes(32), case.pk, events)
    Event.objects.bulk_update(events, ["position", "mac"])
    LicenseVerification.objects.filter(pk=case.pk).update(history_head=head)


WAYS = (
    *(change, change, change, move_to_another_case, change_position, remove, remove_and_close_the_gap, swap),
    *(insert_a_copy_of_another_case, insert_a_copy_at_a_new_position, insert_before_the_first),
    *(cut_the_tail, let_it_begin_anew, change_the_end, seal_with_another_key),
)


def any_event(chance: random.Random, case: LicenseVerification) -> Event:
    return chance.choice(list(case.events.order_by("position")))


def insert(event: Event, **columns: Any) -> None:
    event.pk, event._state.adding = None, True
    for name, value in columns.items():
        setattr(event, name, value)
    event.save()


def other(chance: random.Random, values: list[str], value: str) -> str:
    return chance.choice([one for one in values if one != value])


def remove_case(case: LicenseVerification) -> None:
    """Remove a case with all that hangs on it, without the trace that purging leaves."""
    with history.maintenance():
        case.events.all().delete()
        case.decisions.all().delete()
        for attempt in case.attempts.order_by("-number"):
            attempt.readings.all().delete()
            attempt.delete()
        case.delete()
