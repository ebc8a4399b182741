"""What decisions of the last days tell: waiting, first pass, corrections per field, reasons, persons."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.utils import timezone

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.models import DecisionReason, LicenseReading, ReviewDecision
from django_bizlicense.workflow import policy, reading

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Decisions = QuerySet[ReviewDecision]

Outcome = ReviewDecision.Outcome
FINAL = (Outcome.APPROVED, Outcome.RESUBMISSION_REQUESTED, Outcome.REJECTED)
MACHINES = (policy.ACTOR, reading.ACTOR)
"""Who decides without being a person."""
LOOKED_AT = 5000
"""So many approvals, the newest, tell how often each field is corrected."""
TOP = 10


@dataclass(frozen=True, kw_only=True)
class FieldAccuracy:
    """How often the approved text of a field was not the engine's; `wrong` counts changed, added and removed texts."""

    field: str
    seen: int
    wrong: int

    @property
    def rate(self) -> float:
        """Return the share that was corrected, 0 to 1."""
        return self.wrong / self.seen if self.seen else 0.0


@dataclass(frozen=True, kw_only=True)
class PersonFigures:
    """What one person decided."""

    who: str
    approved: int
    sent_back: int
    rejected: int

    @property
    def total(self) -> int:
        return self.approved + self.sent_back + self.rejected


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of the last `days`; waiting runs from the sending to the decision by a person."""

    days: int
    decisions: int
    waiting_p50: dt.timedelta | None
    waiting_p90: dt.timedelta | None
    first_pass: float | None
    by_machine: int
    fields: list[FieldAccuracy]
    reasons: list[tuple[str, int]]
    persons: list[PersonFigures]


def figures(days: int) -> Figures:
    """Return what the decisions of the last `days` tell; the number of queries does not depend on theirs."""
    made = decided(days)
    by_persons = made.exclude(by_text__in=MACHINES)
    count = by_persons.count()
    return Figures(
        days=days,
        decisions=count,
        waiting_p50=_waiting(by_persons, count, 0.5),
        waiting_p90=_waiting(by_persons, count, 0.9),
        first_pass=_first_pass(made),
        by_machine=made.filter(by_text__in=MACHINES).count(),
        fields=_accuracy(made),
        reasons=_reasons(made),
        persons=_persons(by_persons),
    )


def decided(days: int) -> Decisions:
    """Return the decisions of the last `days` that settled an attempt."""
    since = timezone.now() - dt.timedelta(days=days)
    return ReviewDecision.objects.filter(outcome__in=FINAL, created_at__gte=since)


def _waiting(made: Decisions, count: int, share: float) -> dt.timedelta | None:
    """Return the waiting time that this share of the decisions kept to (nearest rank)."""
    if not count:
        return None
    waited = ExpressionWrapper(F("created_at") - F("attempt__created_at"), output_field=DurationField())
    times: Any = made.annotate(waited=waited).order_by("waited").values_list("waited", flat=True)
    rank = min(int(count * share), count - 1)
    found: dt.timedelta | None = times[rank]
    return found


def _first_pass(made: Decisions) -> float | None:
    """Return the share of first sendings that were approved, of those that were settled."""
    approved = Count("pk", filter=Q(outcome=Outcome.APPROVED))
    first = made.filter(attempt__number=1).aggregate(all=Count("pk"), approved=approved)
    return first["approved"] / first["all"] if first["all"] else None


def _accuracy(made: Decisions) -> list[FieldAccuracy]:
    seen, wrong = Counter[str](), Counter[str]()
    for approved, read in _approved_and_read(made):
        for name in FIELDS:
            texts = approved.get(name, ""), read.get(name, "")
            seen[name] += any(texts)
            wrong[name] += texts[0] != texts[1]
    return [FieldAccuracy(field=name, seen=seen[name], wrong=wrong[name]) for name in FIELDS]


def _approved_and_read(made: Decisions) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield the texts as approved and as the engine had read them."""
    approved = made.filter(outcome=Outcome.APPROVED).order_by("-pk").values_list("attempt_id", "fields")[:LOOKED_AT]
    texts = dict(approved)
    readings = LicenseReading.objects.filter(state=LicenseReading.State.READ, attempt__in=list(texts))
    for attempt_id, read in readings.order_by("pk").values_list("attempt_id", "fields"):
        yield texts[attempt_id], read


def _reasons(made: Decisions) -> list[tuple[str, int]]:
    """Return the reasons given most often, by code."""
    given = DecisionReason.objects.filter(decision__in=made).order_by().values_list("reason__code")
    return list(given.annotate(times=Count("pk")).order_by("-times", "reason__code")[:TOP])


def _persons(made: Decisions) -> list[PersonFigures]:
    counts: dict[str, Counter[str]] = {}
    for who, outcome, times in made.order_by().values_list("by_text", "outcome").annotate(times=Count("pk")):
        counts.setdefault(who, Counter())[outcome] = times
    persons = [
        PersonFigures(
            who=who,
            approved=count[Outcome.APPROVED],
            sent_back=count[Outcome.RESUBMISSION_REQUESTED],
            rejected=count[Outcome.REJECTED],
        )
        for who, count in counts.items()
    ]
    return sorted(persons, key=lambda person: (-person.total, person.who))
