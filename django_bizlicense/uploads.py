"""Stops an upload at the byte limit while it streams, before anything is spooled to disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from django_bizlicense.conf import settings
from django_bizlicense.exceptions import ErrorCode, ImageRejected

NAMESPACES = {"bizlicense", "bizlicense-api"}


class LimitedUploadHandler(FileUploadHandler):
    """Counts the file bytes of one request and hangs up at BIZLICENSE_UPLOAD_MAX_BYTES; `stopped` says that it did."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.left = settings.UPLOAD_MAX_BYTES
        self.stopped = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.left -= len(raw_data)
        if self.left < 0:
            self.stopped = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


def limit_upload(request: HttpRequest) -> None:
    """Put the limit in front of the request's upload handlers; must run before anything reads POST."""
    handlers = list(request.upload_handlers)
    if not any(isinstance(handler, LimitedUploadHandler) for handler in handlers):
        request.upload_handlers = [LimitedUploadHandler(request), *handlers]


def was_stopped(request: Any) -> bool:
    """Whether the upload was cut at the limit; true only after something has read POST or FILES."""
    return any(isinstance(handler, LimitedUploadHandler) and handler.stopped for handler in request.upload_handlers)


def uploaded_image(request: Any, name: str = "image") -> UploadedFile[bytes] | None:
    """Return the uploaded file or None; raises ImageRejected where the upload was stopped at the limit."""
    file: UploadedFile[bytes] | None = request.FILES.get(name)
    if was_stopped(request):
        raise ImageRejected(ErrorCode.FILE_TOO_LARGE)
    return file


class UploadLimitMiddleware:
    """Limits uploads to our own views; stands above CsrfViewMiddleware, which reads POST."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> None:
        match = request.resolver_match
        if request.method == "POST" and match is not None and NAMESPACES.intersection(match.namespaces):
            limit_upload(request)
