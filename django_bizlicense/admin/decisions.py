"""From a validated form to the workflow: the admin itself writes no status."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from django_bizlicense import workflow
from django_bizlicense.admin.forms import ReviewForm, Step
from django_bizlicense.models import LicenseVerification

MESSAGES = {
    Step.CORRECT: gettext_lazy("Corrections saved: %(case)s."),
    Step.APPROVE: gettext_lazy("Approved: %(case)s."),
    Step.REQUEST_RESUBMISSION: gettext_lazy("Sent back: %(case)s."),
    Step.REJECT: gettext_lazy("Rejected: %(case)s."),
    Step.REOPEN: gettext_lazy("Open for review again: %(case)s."),
}
REFUSALS = {Step.REQUEST_RESUBMISSION: workflow.request_resubmission, Step.REJECT: workflow.reject}


def perform(step: Step, verification: LicenseVerification, form: ReviewForm, *, by: Any) -> None:
    """Take the step on the version the form was rendered with; raises what the workflow raises."""
    seen: dict[str, Any] = {"by": by, "version": form.cleaned_data["version"]}
    note = form.cleaned_data["note"]
    if step is Step.CORRECT:
        workflow.correct(verification, fields=form.corrections, **seen)
    elif step is Step.REOPEN:
        workflow.reopen(verification, note=note, **seen)
    elif step is Step.APPROVE:
        workflow.approve(verification, note=note, corrections=form.corrections, **seen)
    else:
        REFUSALS[step](
            verification,
            reasons=form.reasons_given,
            message=form.cleaned_data["message"],
            note=note,
            corrections=form.corrections,
            **seen,
        )


def success_text(step: Step, form: ReviewForm, *, url: str) -> str:
    """Say what was done, with a link to the case."""
    if step is Step.CORRECT and not form.corrections:
        return _("Nothing was changed.")
    text = str(MESSAGES[step])
    if step is Step.APPROVE and form.verification.status == LicenseVerification.Status.SECOND_REVIEW:
        text = _("Approved the first time, a colleague approves next: %(case)s.")
    link = format_html('<a href="{}">{}</a>', url, form.verification)
    return format_html(text.replace("%(case)s", "{}"), link)
