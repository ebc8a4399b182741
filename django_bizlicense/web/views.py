"""The merchant's pages: translate a request, call the workflow, render."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from django_bizlicense import workflow
from django_bizlicense.exceptions import (
    AlreadyDecided,
    AttemptsExhausted,
    BizLicenseError,
    CaseOpen,
    PhotoPurged,
    StorageUnavailable,
    TooManyRequests,
    TooManySendings,
    TransitionNotAllowed,
)
from django_bizlicense.license.fields import clean_text
from django_bizlicense.merchants import approved_license
from django_bizlicense.models import LicenseVerification, ReviewDecision
from django_bizlicense.photos import photo_response
from django_bizlicense.web.access import own_case, page_methods, private, too_often
from django_bizlicense.web.findings import fields_in_question
from django_bizlicense.web.forms import FIRST, LicenseUploadForm, ResendForm, StatedFieldsForm
from django_bizlicense.web.standing import Status, can_resend, refusal, renewal_due, state_of, status_context
from django_bizlicense.workflow.steps import newest_attempt

logger = logging.getLogger(__name__)

STATUSES: Mapping[type, int] = {type(None): 200, StorageUnavailable: 503, TooManySendings: 429, TooManyRequests: 429}


@private
@page_methods
def start(request: HttpRequest) -> HttpResponseBase:
    """Take the first sending; `?merchant_ref=` says for which of the owner's merchants."""
    merchant_ref = _merchant_ref(request)
    case = _case_to_continue(request.user, merchant_ref)
    if case is not None:
        return redirect("bizlicense:status", case.pk)
    error = too_often(request)
    form = LicenseUploadForm(request=request, **_given(request, error))
    return _submit(request, form, merchant_ref) if form.is_valid() else _upload_page(request, form, error)


def _submit(request: HttpRequest, form: LicenseUploadForm, merchant_ref: str) -> HttpResponseBase:
    given: dict[str, Any] = {"stated": form.stated, "consent": form.consent_text}
    try:
        form.raise_refusal()
        case = workflow.submit(form.cleaned_data["image"], owner=request.user, merchant_ref=merchant_ref, **given)
    except CaseOpen as error:
        return redirect("bizlicense:status", error.verification_id)
    except (StorageUnavailable, TooManySendings) as error:
        return _upload_page(request, form, error)
    return redirect("bizlicense:status", case.pk)


@own_case
@require_safe
def status(request: HttpRequest, case: LicenseVerification) -> HttpResponse:
    """Say where the case stands and what happens next."""
    return render(request, "bizlicense/status.html", status_context(case))


@own_case
@require_safe
def state(request: HttpRequest, case: LicenseVerification) -> HttpResponseBase:
    """Answer 304 while the status page would read as it did when it gave out the ETag."""
    etag = quote_etag(state_of(case))
    response = JsonResponse({"status": case.status}, headers={"ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


@own_case
@page_methods
def resend(request: HttpRequest, case: LicenseVerification) -> HttpResponseBase:
    """Take another sending after a refusal or an expiry, with the reason in view."""
    if not can_resend(case):
        return redirect("bizlicense:status", case.pk)
    decision, error = refusal(case), too_often(request)
    form = _resend_form(request, case, decision, error)
    if not form.is_valid():
        return _resend_page(request, case, form, error)
    given: dict[str, Any] = {"photo": form.cleaned_data["image"], "stated": form.stated, "consent": form.consent_text}
    try:
        form.raise_refusal()
        workflow.resubmit(case, by=request.user, **given)
    except (StorageUnavailable, TooManySendings) as error:
        return _resend_page(request, case, form, error)
    except CaseOpen as error:
        return redirect("bizlicense:status", error.verification_id)
    except (AttemptsExhausted, TransitionNotAllowed) as error:  # sent twice: the first one counts
        logger.info("A second sending was ignored: %s", error.code.value)
    return redirect("bizlicense:status", case.pk)


@own_case
@page_methods
def confirm(request: HttpRequest, case: LicenseVerification) -> HttpResponseBase:
    """Let the merchant check what was read before a reviewer sees it."""
    if case.status != Status.AWAITING_CONFIRMATION:
        return redirect("bizlicense:status", case.pk)
    error = too_often(request)
    form = _fields_form(request, case, case.fields, error)
    if not form.is_valid():
        return _form_page(request, "bizlicense/confirm.html", error, form=form, **status_context(case))
    try:
        workflow.confirm(case, by=request.user, fields=form.texts)
    except TransitionNotAllowed:
        logger.info("A second confirmation was ignored")
    return redirect("bizlicense:status", case.pk)


@own_case
@page_methods
def restate(request: HttpRequest, case: LicenseVerification) -> HttpResponseBase:
    """Let the merchant change what was stated until a reviewer takes the case up."""
    if request.method != "POST" and not workflow.restatable(case):
        return redirect("bizlicense:status", case.pk)
    error = too_often(request)
    form = _fields_form(request, case, {**case.fields, **newest_attempt(case).stated}, error)
    if not form.is_valid():
        return _form_page(request, "bizlicense/restate.html", error, form=form, **status_context(case))
    try:
        workflow.restate(case, by=request.user, stated={name: form.texts[name] for name in form.changed_data})
    except (AlreadyDecided, TransitionNotAllowed):
        return render(request, "bizlicense/status.html", {**status_context(case), "too_late": True}, status=409)
    return redirect("bizlicense:status", case.pk)


@own_case
@page_methods
def withdraw(request: HttpRequest, case: LicenseVerification) -> HttpResponseBase:
    """Ask once, then close the case."""
    error = too_often(request)
    if case.is_open and (error or request.method != "POST"):
        return _form_page(request, "bizlicense/withdraw.html", error, verification=case)
    if case.is_open:
        try:
            workflow.withdraw(case, by=request.user)
        except TransitionNotAllowed:
            logger.info("A withdrawal came too late")
    return redirect("bizlicense:status", case.pk)


@own_case
@require_safe
def photo(request: HttpRequest, case: LicenseVerification, number: int) -> HttpResponseBase:
    """Stream the photo of one attempt."""
    attempt = get_object_or_404(case.attempts.select_related("photo_from"), number=number)
    try:
        return photo_response(attempt, by=request.user)
    except PhotoPurged as error:
        return HttpResponse(error.message, status=410, content_type="text/plain; charset=utf-8")
    except FileNotFoundError as error:
        raise Http404 from error
    except StorageUnavailable as error:
        return HttpResponse(status=503, headers={"Retry-After": str(error.retry_after)})


def _merchant_ref(request: HttpRequest) -> str:
    merchant_ref = clean_text(request.GET.get("merchant_ref"))
    if len(merchant_ref) > 100:  # cut off it could be another merchant's
        raise Http404
    return merchant_ref


def _case_to_continue(owner: Any, merchant_ref: str) -> LicenseVerification | None:
    """Return the open case of this merchant, or the newest one where it has run out and can be renewed."""
    cases = LicenseVerification.objects.filter(owner=owner, merchant_ref=merchant_ref).order_by("-created_at")
    open_case = cases.filter(status__in=LicenseVerification.OPEN).first()
    return open_case or next((case for case in cases[:1] if renewal_due(case)), None)


def _given(request: HttpRequest, error: TooManyRequests | None, **initial: str) -> dict[str, Any]:
    """Return what a form is made of; of a request too many only the texts are kept, and nothing is looked at."""
    if error:
        return {"initial": {**initial, **request.POST.dict()}}
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    return {"initial": initial, **sent}


def _fields_form(
    request: HttpRequest, case: LicenseVerification, texts: Mapping[str, str], error: TooManyRequests | None
) -> StatedFieldsForm:
    """Return the form with the fields in view that say something or should."""
    first = {*FIRST, *texts, *fields_in_question(case)}
    return StatedFieldsForm(first=first, **_given(request, error, **texts))


def _upload_page(request: HttpRequest, form: LicenseUploadForm, error: BizLicenseError | None = None) -> HttpResponse:
    approved = approved_license(request.user, _merchant_ref(request))
    return _form_page(request, "bizlicense/upload.html", error, form=form, approved=approved)


def _resend_form(
    request: HttpRequest,
    case: LicenseVerification,
    decision: ReviewDecision | None,
    error: TooManyRequests | None,
) -> ResendForm:
    given = _given(request, error, **case.fields)
    return ResendForm(request=request, decision=decision, stated_before=newest_attempt(case).stated, **given)


def _resend_page(
    request: HttpRequest, case: LicenseVerification, form: ResendForm, error: BizLicenseError | None = None
) -> HttpResponse:
    return _form_page(request, "bizlicense/resend.html", error, form=form, **status_context(case))


def _form_page(request: HttpRequest, template: str, error: BizLicenseError | None, **context: Any) -> HttpResponse:
    """Render a form; an error of ours is a 503 or 429, so that machines between us know it passes."""
    response = render(request, template, {**context, "error": error}, status=STATUSES[type(error)])
    if error and error.retry_after:
        response["Retry-After"] = str(ceil(error.retry_after))
    return response
