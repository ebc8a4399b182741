"""Translate a request, call the workflow, answer JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from django_bizlicense import images, workflow
from django_bizlicense.api.authentication import BrowserSession, HeaderToken
from django_bizlicense.api.errors import error_response
from django_bizlicense.api.parsers import FormParser, JSONParser, MultiPartParser
from django_bizlicense.api.permissions import may_review
from django_bizlicense.api.serializers import SendingSerializer, represent
from django_bizlicense.api.throttles import RequestsPerMinute
from django_bizlicense.exceptions import ErrorCode, ImageRejected, PhotoPurged
from django_bizlicense.images import AcceptedImage
from django_bizlicense.models import LicenseVerification
from django_bizlicense.photos import photo_response
from django_bizlicense.quotas import require_sending_left
from django_bizlicense.uploads import limit_upload, uploaded_image
from django_bizlicense.workflow.keys import sent_before


class AlwaysJSON(BaseContentNegotiation):
    """Answers JSON whatever the caller accepts: wx.uploadFile names nothing of use, and errors must be readable."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        wanted = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == wanted), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type


class NewestFirst(CursorPagination):
    """Twenty a page; pages stay put while cases come in."""

    page_size = 20
    ordering = ("-created_at", "-id")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, OverflowError) as error:  # a cursor that we never gave: its time is none
            raise NotFound(self.invalid_cursor_message) from error


class LicenseAPIView(APIView):
    """What all views share; the host's throttles hold beside ours, the rest of its REST_FRAMEWORK does not matter."""

    authentication_classes = (HeaderToken, BrowserSession)
    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser, FormParser, JSONParser)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    versioning_class = None
    metadata_class = None

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        limit_upload(request)
        return super().initialize_request(request, *args, **kwargs)

    def get_exception_handler(self) -> Any:
        return error_response

    def get_throttles(self) -> list[BaseThrottle]:
        return [*super().get_throttles(), RequestsPerMinute()]

    def own_cases(self) -> QuerySet[LicenseVerification]:
        """The caller's cases with all that is shown of them."""
        related = ("attempts", "decisions__given_reasons__reason")
        return LicenseVerification.objects.filter(owner_id=self.request.user.pk).prefetch_related(*related)

    def visible_case(self, pk: str) -> LicenseVerification:
        """The caller's own case, or any for a reviewer; there is no other."""
        everything = may_review(self.request.user)
        cases = LicenseVerification.objects.all() if everything else self.own_cases()
        case: LicenseVerification = get_object_or_404(cases, pk=pk)
        return case


class VerificationsView(LicenseAPIView):
    def get(self, request: Request) -> Response:
        """List the caller's own cases."""
        paginator = NewestFirst()
        page = paginator.paginate_queryset(self.own_cases(), request, view=self) or ()
        return paginator.get_paginated_response([represent(verification, request) for verification in page])

    def post(self, request: Request) -> Response:
        """Open a case with its first photo."""
        sending = read_sending(request)
        photo = uploaded_photo(request, sending)
        if photo is None:
            raise ImageRejected(ErrorCode.IMAGE_MISSING)
        texts = sending.validated_data
        given = {"merchant_ref": texts.get("merchant_ref", ""), "consent": texts.get("consent", "")}

        def send() -> LicenseVerification:
            return workflow.submit(photo, owner=request.user, stated=sending.stated, **given)

        return created(send_once(request, sending, photo, send), request)


class VerificationView(LicenseAPIView):
    def get(self, request: Request, pk: str) -> HttpResponseBase:
        """Say where a case stands; with If-None-Match only what is new."""
        data = represent(self.visible_case(pk), request, for_review=may_review(request.user))
        etag = quote_etag(hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32])
        headers = {"ETag": etag, "Cache-Control": "private, no-cache", **poll_header(data)}
        response = Response(data, headers=headers)
        return get_conditional_response(request, etag=etag, response=response) or response

    def patch(self, request: Request, pk: str) -> Response:
        """Change what was stated until a reviewer takes the case up; an empty text takes a statement back."""
        verification: LicenseVerification = get_object_or_404(self.own_cases(), pk=pk)
        workflow.restate(verification, by=request.user, stated=read_sending(request).restated)
        return Response(represent(self.visible_case(pk), request))

    put = patch  # wx.request knows no PATCH


class ConfirmationView(LicenseAPIView):
    def post(self, request: Request, pk: str) -> Response:
        """Confirm what was read, corrected where texts are sent, and hand the case to review."""
        verification: LicenseVerification = get_object_or_404(self.own_cases(), pk=pk)
        fields = {**verification.fields, **read_sending(request).restated}
        workflow.confirm(verification, by=request.user, fields=fields)
        return Response(represent(self.visible_case(pk), request))


class AttemptsView(LicenseAPIView):
    def post(self, request: Request, pk: str) -> Response:
        """Send again: a photo, stated fields over the photo that is there, or both."""
        verification: LicenseVerification = get_object_or_404(self.own_cases(), pk=pk)
        sending = read_sending(request)
        photo = uploaded_photo(request, sending)
        if photo is None and not sending.stated:
            raise ImageRejected(ErrorCode.IMAGE_MISSING)
        consent = sending.validated_data.get("consent", "")

        def send() -> LicenseVerification:
            workflow.resubmit(verification, by=request.user, photo=photo, stated=sending.stated, consent=consent)
            return verification

        return created(send_once(request, sending, photo, send), request)


class ImageView(LicenseAPIView):
    def get(self, request: Request, pk: str) -> HttpResponseBase:
        """Stream the newest photo, or that of `?attempt=N`."""
        verification = self.visible_case(pk)
        number = request.query_params.get("attempt", verification.attempt_count)
        attempt = get_object_or_404(verification.attempts.select_related("photo_from"), number=number)
        try:
            return photo_response(attempt, by=request.user)
        except PhotoPurged:
            raise
        except FileNotFoundError as error:
            raise Http404 from error


def read_sending(request: Request) -> SendingSerializer:
    """Return the valid texts of a sending; raises ValidationError naming the first field at fault."""
    sending = SendingSerializer(data=request.data)
    sending.is_valid(raise_exception=True)
    return sending


def uploaded_photo(request: Request, sending: SendingSerializer) -> AcceptedImage | None:
    """Return the photo or None; raises ImageRejected, also where `image` came without a file name.

    Raises TooManySendings before it costs anything to look at a photo that could not be sent.
    """
    file = uploaded_image(request)
    if file is not None:
        if not sent_before(request.user, key_of(request, sending)):
            require_sending_left(request.user.pk)
        return images.accept(file.read())
    if "image" in request.data:
        raise ImageRejected(ErrorCode.IMAGE_MISSING)
    return None


def key_of(request: Request, sending: SendingSerializer) -> str:
    """Return the idempotency key, from the form field or from the header; empty where there is none."""
    return sending.validated_data.get("idempotency_key", "") or request.headers.get("Idempotency-Key", "")


def send_once(
    request: Request, sending: SendingSerializer, photo: AcceptedImage | None, send: Callable[[], LicenseVerification]
) -> LicenseVerification:
    """Send, or find what was sent before under the same idempotency key (form field, or header)."""
    texts = dict(sending.validated_data)
    texts.pop("idempotency_key", None)
    sent = [request.path, photo.sha256 if photo else "", sorted(texts.items())]
    fingerprint = hashlib.sha256(repr(sent).encode()).hexdigest()
    return workflow.once(request.user, key_of(request, sending), fingerprint=fingerprint, send=send)


def created(verification: LicenseVerification, request: Request) -> Response:
    """Answer 201 with where to look and when."""
    verification.refresh_from_db()  # an engine that reads inside the request has moved it on
    data = represent(verification, request)
    headers = {"Location": data["links"]["self"], **poll_header(data)}
    return Response(data, status=status.HTTP_201_CREATED, headers=headers)


def poll_header(data: dict[str, Any]) -> dict[str, str]:
    """Return Retry-After while it is worth asking again."""
    return {"Retry-After": str(data["poll_after"])} if data["poll_after"] else {}
