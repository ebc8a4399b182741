"""One form for everything a reviewer can do to a case; which rules hold depends on the step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from django_bizlicense.assessment import assess
from django_bizlicense.license.fields import FIELDS, MAX_LENGTH
from django_bizlicense.license.findings import Finding, Severity
from django_bizlicense.models import LicenseVerification, ReviewReason
from django_bizlicense.models.decision import own_words
from django_bizlicense.workflow.steps import REVIEWABLE, newest_attempt

LONG_TEXTS = ("enterprise_name", "type_of_enterprise", "address", "business_scope")
LINE_LENGTH = 26


class Step(str, Enum):
    """What a reviewer can do; the value is the last part of its URL."""

    CORRECT = "correct"
    APPROVE = "approve"
    REQUEST_RESUBMISSION = "request-resubmission"
    REJECT = "reject"
    REOPEN = "reopen"


class ReviewForm(forms.Form):
    """The twelve texts with the version they were seen in, and what a decision says.

    `confirmed` lists the blockers the reviewer has seen, as `blocker_keys` writes them. `findings` are those over the
    corrected texts once an approval was validated, else None.
    """

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    reasons = forms.MultipleChoiceField(required=False)
    marked = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in FIELDS])
    message = forms.CharField(label=_("text for the merchant"), required=False, max_length=MAX_LENGTH)
    note = forms.CharField(label=_("note for staff only"), required=False, max_length=MAX_LENGTH)
    confirmed = forms.CharField(required=False)

    def __init__(
        self,
        *args: Any,
        verification: LicenseVerification,
        catalogue: Sequence[ReviewReason],
        step: Step | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.verification = verification
        self.catalogue = {reason.code: reason for reason in catalogue if reason.active}
        self.step = step
        self.findings: list[Finding] | None = None
        self.initial.setdefault("version", verification.version)
        self.fields["reasons"].choices = [(code, code) for code in self.catalogue]  # type: ignore[attr-defined]
        for name in ("message", "note"):
            self.fields[name].widget = forms.Textarea({"rows": 3, "aria-describedby": f"about-{name}"})
        for name in FIELDS:
            self.fields[name] = forms.CharField(required=False, max_length=MAX_LENGTH, widget=self._widget(name))
            self.initial.setdefault(name, getattr(verification, name))

    def _widget(self, name: str) -> forms.Widget:
        text = getattr(self.verification, name)
        attrs = {"aria-describedby": f"about-{name}", "lang": "zh-Hans", "autocomplete": "off", "spellcheck": "false"}
        if name not in LONG_TEXTS and "\n" not in text and len(text) <= LINE_LENGTH:
            return forms.TextInput(attrs)
        return forms.Textarea({**attrs, "rows": min(-(-len(text) // LINE_LENGTH) or 1, 12)})

    @cached_property
    def corrections(self) -> dict[str, str]:
        """The texts sent that differ from those that stood when this was first asked."""
        sent = {name: _one_line_end(self.cleaned_data[name]) for name in FIELDS if name in self.data}
        return {name: text for name, text in sent.items() if text != _one_line_end(getattr(self.verification, name))}

    @property
    def reasons_given(self) -> dict[str, list[str]]:
        """The code of each reason chosen, and the fields it concerns."""
        chosen = [self.catalogue[code] for code in self.cleaned_data["reasons"]]
        return spread_marks(chosen, self.cleaned_data["marked"])

    @property
    def says_something(self) -> bool:
        """Whether anything was chosen or written for a decision."""
        return any(self.cleaned_data[name] for name in ("reasons", "marked", "message", "note"))

    def clean(self) -> None:
        if self.step in (Step.REQUEST_RESUBMISSION, Step.REJECT):
            self._check_reasons()
        if self.step == Step.REOPEN and not self.cleaned_data.get("note"):
            self.add_error("note", _("Say why the case is opened again."))
        if self.step == Step.APPROVE and not self.errors and self.verification.status in REVIEWABLE:
            self._check_blockers()

    def _check_reasons(self) -> None:
        chosen = self.cleaned_data.get("reasons", [])
        if not chosen and "reasons" not in self.errors:
            self.add_error("reasons", _("Choose at least one reason."))
        wanting = [self.catalogue[code] for code in chosen if self.catalogue[code].needs_text]
        if wanting and not own_words(self.cleaned_data.get("message", ""), self.catalogue.values()):
            text = _('The reason "%(reason)s" needs a text for the merchant.')
            self.add_error("message", forms.ValidationError(text, params={"reason": wanting[0].title}))

    def _check_blockers(self) -> None:
        self.findings = assess(newest_attempt(self.verification), {**self.verification.fields, **self.corrections})
        if not set(blocker_keys(self.findings)) <= set(self.cleaned_data["confirmed"].split()):
            self.add_error("confirmed", _("Something speaks against approving: confirm it, or decide otherwise."))


def blocker_keys(findings: Sequence[Finding]) -> list[str]:
    """Return what a confirmation names, so that a blocker found meanwhile is not confirmed unseen."""
    return [f"{finding.code}:{finding.field}" for finding in findings if finding.severity is Severity.BLOCKER]


def spread_marks(reasons: Sequence[ReviewReason], marked: Sequence[str]) -> dict[str, list[str]]:
    """Return the fields of each reason: its own ones, unless the reviewer marked fields.

    A marked field goes to the reasons that name it by themselves, and one that none names to the reasons without
    fields of their own, or else to all.
    """
    if not marked:
        return {reason.code: list(reason.fields) for reason in reasons}
    named = {name for reason in reasons for name in reason.fields}
    open_to_all = [reason for reason in reasons if not reason.fields] or reasons
    return {
        reason.code: [name for name in marked if name in reason.fields or (name not in named and reason in open_to_all)]
        for reason in reasons
    }


def typed_texts(data: Mapping[str, str], verification: LicenseVerification) -> dict[str, str]:
    """Return the texts in a refused request that differ from those that stand now."""
    sent = {name: _one_line_end(data[name]).strip() for name in FIELDS if name in data}
    return {name: text for name, text in sent.items() if text != _one_line_end(getattr(verification, name))}


def _one_line_end(text: str) -> str:
    """Browsers send line ends in a way of their own; that is no correction."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
