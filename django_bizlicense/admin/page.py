"""What the review page shows, gathered with a number of queries that does not depend on the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from django_bizlicense.admin.forms import ReviewForm, blocker_keys
from django_bizlicense.admin.history import Line, Sending, Viewer, history, newest_events, sending
from django_bizlicense.admin.meanings import meanings
from django_bizlicense.admin.rows import Choice, Remark, Row, Variant, choice_of, remark_of, remarks_of
from django_bizlicense.admin.wording import ago, counted, error_text
from django_bizlicense.assessment import agreed, alike
from django_bizlicense.license.fields import FIELD_LABELS, FIELDS
from django_bizlicense.license.findings import ABOUT_OTHERS, Finding, Severity
from django_bizlicense.models import (
    DecisionReason,
    LicenseAttempt,
    LicenseReading,
    LicenseVerification,
    ReviewDecision,
    ReviewReason,
    VerificationEvent,
)
from django_bizlicense.wording import field_label
from django_bizlicense.workflow.steps import REVIEWABLE

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """One case for one reviewer; `typed` are texts that lost a race, `language` is that of the merchant's text."""

    verification: LicenseVerification
    form: ReviewForm
    catalogue: Sequence[ReviewReason]
    typed: Mapping[str, str] = field(default_factory=dict)
    language: str = ""

    @cached_property
    def attempts(self) -> list[LicenseAttempt]:
        """All attempts, the newest first, with their readings and decisions."""
        given = Prefetch("given_reasons", DecisionReason.objects.select_related("reason"))
        decisions = Prefetch("decisions", ReviewDecision.objects.prefetch_related(given))
        readings = Prefetch("readings", LicenseReading.objects.defer("raw", "extra").order_by("pk"))
        attempts = self.verification.attempts.select_related("photo_from").prefetch_related(readings, decisions)
        return list(attempts.order_by("-number"))

    @property
    def attempt(self) -> LicenseAttempt:
        return self.attempts[0]

    @cached_property
    def readings(self) -> list[LicenseReading]:
        """The readings of the newest attempt, that of the first engine first."""
        return list(self.attempt.readings.all())

    @cached_property
    def answers(self) -> list[LicenseReading]:
        return self.attempt.answers

    @property
    def errors(self) -> list[tuple[str, LicenseReading]]:
        """What kept engines from reading, in words."""
        return [(error_text(reading.error_code), reading) for reading in self.readings if reading.error_code]

    @cached_property
    def agreed(self) -> frozenset[str]:
        """The fields that two engines read alike."""
        return agreed(self.answers)

    @property
    def sent(self) -> str:
        return ago(self.attempt.created_at)

    @property
    def reviewable(self) -> bool:
        return self.verification.status in REVIEWABLE

    @cached_property
    def findings(self) -> list[Finding]:
        if self.form.findings is not None:
            return self.form.findings
        return [Finding.from_json(finding) for finding in self.verification.findings]

    @property
    def general_remarks(self) -> list[Remark]:
        return [remark_of(finding) for finding in self.findings if finding.field not in FIELDS]

    @cached_property
    def twins(self) -> list[LicenseVerification]:
        """Other cases with this number or photo, looked for where a finding says that there are some."""
        told = any(finding.code in ABOUT_OTHERS for finding in self.findings)
        return alike(self.attempt, self.verification.fields) if told else []

    @property
    def blockers(self) -> str:
        """Return "2 blockers", or nothing where none is there."""
        count = len(blocker_keys(self.findings))
        return counted(Severity.BLOCKER.value, count) if count else ""

    @property
    def confirmation(self) -> str:
        """What the reviewer confirms when approving in spite of blockers."""
        return " ".join(blocker_keys(self.findings))

    @cached_property
    def rows(self) -> list[Row]:
        texts = {name: self._text(name) for name in FIELDS}
        known = meanings(texts)
        return [self._row(name, texts[name], known.get(name, "")) for name in FIELDS]

    def _text(self, name: str) -> str:
        """Return the text as it was sent; where it could only be read nothing was sent, and it is as it stands."""
        sent = self.form[name].value()
        return str(getattr(self.verification, name) if sent is None else sent)

    def _row(self, name: str, text: str, meaning: str) -> Row:
        printed, _label_en = FIELD_LABELS[name]
        label = field_label(name)
        remarks = remarks_of(self.findings, name, text)
        return Row(
            name=name,
            label=label,
            printed_label="" if label == printed else printed,
            input=self.form[name],
            text=text,
            meaning=meaning,
            variants=self._variants(name, {text, *(known.suggestion for known in remarks)}),
            remarks=remarks,
            place=self._place(name),
            agreed=name in self.agreed and any(reading.fields[name] == text for reading in self.answers),
        )

    def _variants(self, name: str, shown: set[str]) -> list[Variant]:
        known = ((_("You typed"), self.typed), *self._read, (_("Stated"), self.attempt.stated))
        return [
            Variant(label=label, text=texts[name])
            for label, texts in known
            if name in texts and texts[name] not in shown
        ]

    @property
    def _read(self) -> list[tuple[str, Mapping[str, str]]]:
        """What each engine read under its label; of two, each by name."""
        if len(self.readings) < 2:
            return [(_("Read"), self.attempt.read)]
        return [(_("Read by “%(engine)s”") % {"engine": known.alias}, known.fields) for known in self.answers]

    def _place(self, name: str) -> str:
        places = (reading.details.get(name, {}).get("place") for reading in self.answers)
        return self._points(next(filter(None, places), None))

    @property
    def has_places(self) -> bool:
        return any(row.place for row in self.rows)

    @property
    def outline(self) -> str:
        return self._points(next((reading.outline for reading in self.answers if reading.outline), None))

    def _points(self, quad: Any) -> str:
        """Return corners in fractions of the photo as SVG points in its pixels."""
        width, height = self.attempt.width, self.attempt.height
        return " ".join(f"{x * width:.0f},{y * height:.0f}" for x, y in quad or ())

    @property
    def view_box(self) -> str:
        return f"0 0 {self.attempt.width} {self.attempt.height}"

    @property
    def choices(self) -> list[tuple[StrOrPromise, list[Choice]]]:
        """The active reasons by group, in the order of the catalogue."""
        chosen = set(self.form["reasons"].value() or ())
        groups: dict[str, list[Choice]] = {}
        for reason in self.catalogue:
            if reason.active:
                groups.setdefault(reason.group, []).append(choice_of(reason, chosen=reason.code in chosen))
        return [(ReviewReason.Group(group).label, reasons) for group, reasons in groups.items()]

    @property
    def marks(self) -> list[tuple[str, str, bool]]:
        """(name, label, marked) of each field."""
        marked = set(self.form["marked"].value() or ())
        return [(name, field_label(name), name in marked) for name in FIELDS]

    @property
    def sendings(self) -> list[Sending]:
        return [sending(attempt) for attempt in self.attempts]

    @cached_property
    def _history(self) -> tuple[list[Line], list[Viewer]]:
        return history(self.verification, self.events, self.catalogue)

    @cached_property
    def events(self) -> list[VerificationEvent]:
        return newest_events(self.verification)

    @property
    def lines(self) -> list[Line]:
        return self._history[0]

    @property
    def viewers(self) -> list[Viewer]:
        return self._history[1]
