"""DRF's parsers, bounded, and with one kind of refusal for everything a body can do to them."""

from __future__ import annotations

from typing import Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from django_bizlicense.uploads import was_stopped


class RefusingParser(BaseParser):
    """Turns nesting without end, unknown charsets and broken encodings into a ParseError."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except (LookupError, RecursionError, ValueError) as error:
            raise ParseError(f"The body cannot be parsed: {type(error).__name__}.") from error


class BoundedParser(RefusingParser):
    """Reads the body within DATA_UPLOAD_MAX_MEMORY_SIZE, which DRF does not look at; raises RequestDataTooBig."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        _ = parser_context["request"].body
        return super().parse(stream, media_type, parser_context)


class CountedStream:
    """Counts what is read."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.count = 0

    def read(self, size: int = -1) -> bytes:
        data: bytes = self.stream.read(size)
        self.count += len(data)
        return data


class MultiPartParser(RefusingParser, parsers.MultiPartParser):
    """Files and texts; the byte limit stands among the request's upload handlers.

    Django takes a body that broke off for a whole one; a photo lost on the way would turn a sending into typed data.
    """

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        request = parser_context["request"]
        counted = CountedStream(stream)
        parsed = super().parse(counted, media_type, parser_context)
        if counted.count < int(request.META.get("CONTENT_LENGTH") or 0) and not was_stopped(request):
            raise ParseError("The body broke off.")
        return parsed


class FormParser(BoundedParser, parsers.FormParser):
    """Texts of a form."""


class JSONParser(BoundedParser, parsers.JSONParser):
    """Texts as JSON."""

    strict = True
