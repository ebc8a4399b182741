"""Several cases at once: approve where nothing speaks against it, refuse with reasons; a page between asks first."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from django_bizlicense import workflow
from django_bizlicense.admin.forms import spread_marks
from django_bizlicense.admin.wording import reason_title, refusal_text
from django_bizlicense.assessment import assess
from django_bizlicense.exceptions import BizLicenseError
from django_bizlicense.license.fields import MAX_LENGTH
from django_bizlicense.license.findings import Severity
from django_bizlicense.models import LicenseVerification, ReviewReason
from django_bizlicense.workflow.claims import waiting_for
from django_bizlicense.workflow.steps import newest_attempt

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Cases = QuerySet[LicenseVerification]

MOST = 100
"""So many cases are decided by one click at the most."""
REFUSALS = {"ask": workflow.request_resubmission, "reject": workflow.reject}


class BulkForm(forms.Form):
    """The cases with the versions they were seen in; `refusing` asks for reasons and what kind of refusal it is."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=MOST * 60)
    outcome = forms.ChoiceField(
        label=gettext_lazy("outcome"),
        widget=forms.RadioSelect,
        choices=[("ask", gettext_lazy("Ask again")), ("reject", gettext_lazy("Reject"))],
        initial="ask",
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("reasons"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one reason.")},
    )
    message = forms.CharField(
        label=gettext_lazy("text for the merchant"), required=False, max_length=MAX_LENGTH, widget=forms.Textarea
    )
    note = forms.CharField(
        label=gettext_lazy("note for staff only"), required=False, max_length=MAX_LENGTH, widget=forms.Textarea
    )

    def __init__(self, *args: Any, refusing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = {reason.code: reason for reason in ReviewReason.objects.filter(active=True)}
        self.fields["reasons"].choices = [(code, reason_title(known)) for code, known in self.catalogue.items()]  # type: ignore[attr-defined]
        for name in ("message", "note"):
            self.fields[name].widget.attrs["rows"] = 3
        if not refusing:
            for name in ("outcome", "reasons", "message"):
                del self.fields[name]

    def clean_seen(self) -> dict[str, int]:
        """Return the version of each case by its id."""
        try:
            pairs = (pair.split(":") for pair in self.cleaned_data["seen"].split())
            return {str(uuid.UUID(pk)): int(version) for pk, version in pairs}
        except ValueError as error:
            raise forms.ValidationError(_("The list of cases cannot be read.")) from error

    def clean(self) -> None:
        chosen = self.cleaned_data.get("reasons", [])
        if any(self.catalogue[code].needs_text for code in chosen) and not self.cleaned_data.get("message"):
            self.add_error("message", _("One of the reasons needs a text for the merchant."))

    @property
    def given(self) -> dict[str, Any]:
        """What goes with every refusal."""
        reasons = spread_marks([self.catalogue[code] for code in self.cleaned_data["reasons"]], ())
        return {"reasons": reasons, "message": self.cleaned_data["message"], "note": self.cleaned_data["note"]}


class BulkActionForm(ActionForm):
    """Tells Unfold's script which action is chosen, or it never shows the button; elsewhere this does nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].widget.attrs["x-model"] = "action"


class BulkViews:
    """The actions of a ModelAdmin that has `url`, `_may` and `admin_site`."""

    url: Callable[..., str]
    _may: Callable[[HttpRequest, str], bool]

    def bulk_views(self) -> Mapping[str, tuple[str, Callable[..., HttpResponse]]]:
        return {
            "bulk-approve": ("bulk/approve/", lambda request: self._decide(request, refusing=False)),
            "bulk-refuse": ("bulk/refuse/", lambda request: self._decide(request, refusing=True)),
        }

    def has_review_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "review")

    @admin.action(description=gettext_lazy("Approve those that nothing speaks against"), permissions=["review"])
    def approve_selected(self, request: HttpRequest, queryset: Cases) -> HttpResponse | None:
        return self._ask(request, queryset.filter(heaviest__lt=LicenseVerification.Weight.BLOCKER), refusing=False)

    @admin.action(description=gettext_lazy("Ask again or reject, with reasons"), permissions=["review"])
    def refuse_selected(self, request: HttpRequest, queryset: Cases) -> HttpResponse | None:
        return self._ask(request, queryset, refusing=True)

    def _ask(self, request: HttpRequest, queryset: Cases, *, refusing: bool) -> HttpResponse | None:
        cases = list((queryset & waiting_for(request.user))[: MOST + 1])
        if not cases or len(cases) > MOST:
            text = _("At most %(most)d cases at once.") if cases else _("None of these cases can be decided so.")
            messages.error(request, text % {"most": MOST})
            return None
        seen = " ".join(f"{case.pk}:{case.version}" for case in cases)
        return self._page(request, BulkForm(initial={"seen": seen}, refusing=refusing), cases, refusing=refusing)

    def _page(self, request: HttpRequest, form: BulkForm, cases: Sequence[Any], *, refusing: bool) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Ask again or reject") if refusing else _("Approve"),
            "form": form,
            "cases": cases,
            "refusing": refusing,
            "post_url": self.url("bulk-refuse" if refusing else "bulk-approve"),
            "queue_url": self.url("changelist"),
        }
        template = "admin/bizlicense/licenseverification/bulk.html"
        return TemplateResponse(request, template, context, status=422 if form.errors else 200)

    def _decide(self, request: HttpRequest, *, refusing: bool) -> HttpResponse:
        if not self._may(request, "review"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(self.url("changelist"))
        form = BulkForm(request.POST, refusing=refusing)
        if not form.is_valid():
            known = form.cleaned_data.get("seen", {})
            return self._page(request, form, list(_cases(known, request.user)), refusing=refusing)
        done, refused = _decided(form, by=request.user, refusing=refusing)
        text = ngettext("%(count)d case was decided.", "%(count)d cases were decided.", done) % {"count": done}
        if done:
            messages.success(request, text)
        for line in refused:
            messages.warning(request, line)
        return HttpResponseRedirect(self.url("changelist"))


def _cases(seen: Iterable[str], by: Any) -> Cases:
    return waiting_for(by).filter(pk__in=list(seen)[:MOST])


def _decided(form: BulkForm, *, by: Any, refusing: bool) -> tuple[int, list[str]]:
    """Decide each case on the version that was seen; return how many were, and why others were not."""
    seen, done, refused = form.cleaned_data["seen"], 0, []
    for case in _cases(seen, by):
        try:
            refusal = _decide_one(case, form, by=by, version=seen[str(case.pk)], refusing=refusing)
        except BizLicenseError as error:
            refusal = refusal_text(error)
        done += not refusal
        refused += [f"{case}: {refusal}"] if refusal else []
    if left := len(seen) - done - len(refused):
        text = ngettext("%(count)d case was left as it is.", "%(count)d cases were left as they are.", left)
        refused.append(text % {"count": left})
    return done, refused


def _decide_one(case: LicenseVerification, form: BulkForm, *, by: Any, version: int, refusing: bool) -> str:
    """Decide a case; return why not, empty where it was."""
    if refusing:
        REFUSALS[form.cleaned_data["outcome"]](case, by=by, version=version, **form.given)
        return ""
    findings = assess(newest_attempt(case), case.fields)  # another case may have come in since they were stored
    if any(finding.severity is Severity.BLOCKER for finding in findings):
        return _("something speaks against approving")
    workflow.approve(case, by=by, version=version, note=form.cleaned_data["note"])
    return ""
