"""The engines: `ocr_backends["default"].read(image)`."""

from __future__ import annotations

from typing import Any

from asgiref.local import Local
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.connection import BaseConnectionHandler, ConnectionProxy
from django.utils.module_loading import import_string

from django_bizlicense.conf import settings
from django_bizlicense.exceptions import InvalidOCRBackend
from django_bizlicense.ocr.base import BaseOCRBackend, FieldDetail, OCRImage, OCRResult

__all__ = [
    "DEFAULT_ALIAS",
    "BaseOCRBackend",
    "FieldDetail",
    "OCRImage",
    "OCRResult",
    "ocr_backend",
    "ocr_backends",
    "reader_aliases",
]

DEFAULT_ALIAS = "default"


class OCRBackendHandler(BaseConnectionHandler):  # type: ignore[type-arg]  # generic in the stubs only
    """Makes each backend once per thread from BIZLICENSE_OCR."""

    exception_class = InvalidOCRBackend

    def configure_settings(self, settings_: Any) -> dict[str, Any]:
        return settings.OCR if settings_ is None else settings_

    def create_connection(self, alias: str) -> BaseOCRBackend:
        try:
            return self._made(alias)
        except InvalidOCRBackend as error:
            # Without the inner frames: their variables hold the secret, and error reports print variables.
            failure = error.with_traceback(None)
        raise failure

    def _made(self, alias: str) -> BaseOCRBackend:
        params = self.settings[alias]
        path = params.get("BACKEND", "")
        try:
            backend_class = import_string(path)
        except ImportError as error:
            reason = str(error)
        else:
            backend: BaseOCRBackend = backend_class(alias, params)
            return backend
        raise InvalidOCRBackend(f"BIZLICENSE_OCR[{alias!r}]: cannot import BACKEND {path!r}: {reason}")

    def forget(self) -> None:
        """Read the setting again and make every backend anew."""
        self.settings = self.configure_settings(None)
        self._connections = Local()


ocr_backends = OCRBackendHandler()
ocr_backend = ConnectionProxy(ocr_backends, DEFAULT_ALIAS)


def reader_aliases() -> tuple[str, ...]:
    """Return the engines that read every photo, the one that counts first."""
    second = settings.SECOND_READER
    return (DEFAULT_ALIAS, second) if second and second != DEFAULT_ALIAS else (DEFAULT_ALIAS,)


@receiver(setting_changed)
def forget_backends(setting: str, **details: Any) -> None:
    """Make the backends anew where a test overrides the setting."""
    if setting == "BIZLICENSE_OCR":
        ocr_backends.forget()
