"""Everything that can go wrong; each error has one code of `error_codes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

from django_bizlicense.error_codes import ErrorCode as ErrorCode
from django_bizlicense.language import spoken

if TYPE_CHECKING:
    import datetime as dt


class BizLicenseError(Exception):
    """The root of all errors of this package; `code` says which, `message` reads in the active language."""

    code: ErrorCode
    retry_after: float | None = None
    """Seconds after which trying again is worth it; None where that is not known."""

    def __init__(self, code: ErrorCode | None = None) -> None:
        if code is not None:
            self.code = code
        super().__init__(self.code.text.en)

    @property
    def message(self) -> str:
        text = self.code.text
        return spoken(text.zh, text.en)

    @property
    def how_to_fix(self) -> str:
        text = self.code.text
        return spoken(text.fix_zh, text.fix_en)


class ImageRejected(BizLicenseError):
    """The upload is at fault; shown to the merchant."""

    code = ErrorCode.NOT_A_PHOTO


class StorageUnavailable(BizLicenseError):
    """The photo could not be stored; nothing was kept."""

    code = ErrorCode.STORAGE_UNAVAILABLE
    retry_after = 60


class DatabaseUnavailable(BizLicenseError):
    """The database did not answer; whether the last step was taken shows when it does."""

    code = ErrorCode.DATABASE_UNAVAILABLE
    retry_after = 5


class PhotoPurged(BizLicenseError, FileNotFoundError):
    """The photo was deleted on purpose, as its time of keeping was over (410)."""

    code = ErrorCode.PHOTO_PURGED


class TooManySendings(BizLicenseError):
    """The owner has sent as often today as BIZLICENSE_SENDINGS_PER_DAY allows (429)."""

    code = ErrorCode.TOO_MANY_SENDINGS

    def __init__(self, *, retry_after: float) -> None:
        super().__init__()
        self.retry_after = retry_after


class TooManyRequests(BizLicenseError):
    """The user has asked as often this minute as BIZLICENSE_REQUESTS_PER_MINUTE allows (429)."""

    code = ErrorCode.TOO_MANY_REQUESTS

    def __init__(self, *, retry_after: float) -> None:
        super().__init__()
        self.retry_after = retry_after


class CaseOpen(BizLicenseError):
    """The owner has an open case for this merchant already; `verification_id` names it."""

    code = ErrorCode.CASE_OPEN

    def __init__(self, verification_id: str) -> None:
        super().__init__()
        self.verification_id = verification_id


class KeyReused(BizLicenseError):
    """The idempotency key was used for something else (422)."""

    code = ErrorCode.KEY_REUSED


class SendingInProgress(BizLicenseError):
    """A request with the same idempotency key has not ended yet (409)."""

    code = ErrorCode.IN_PROGRESS


class AttemptsExhausted(BizLicenseError):
    """The merchant has sent as often as BIZLICENSE_ATTEMPTS_MAX allows."""

    code = ErrorCode.ATTEMPTS_EXHAUSTED


class AlreadyDecided(BizLicenseError):
    """The case has moved on since the version the caller saw; says who did what when."""

    code = ErrorCode.ALREADY_DECIDED

    def __init__(self, *, by: str, at: dt.datetime | None, decision: str) -> None:
        super().__init__()
        self.by = by
        self.at = at
        self.decision = decision


class TransitionNotAllowed(BizLicenseError):
    """The state machine has no such arrow."""

    code = ErrorCode.TRANSITION_NOT_ALLOWED

    def __init__(self, *, current: str, requested: str) -> None:
        super().__init__()
        self.current = current
        self.requested = requested


class AnotherPersonNeeded(BizLicenseError):
    """The step is possible and not for this person: an own case, or a second approval by a hand of the first."""

    code = ErrorCode.SECOND_PERSON_NEEDED


class OCRError(BizLicenseError):
    """A reading failed.

    `vendor_code` and `rid` are the engine's own words for its support; `retry_after` is seconds or None.
    No instance carries a token, a secret or a URL with a query.
    """

    code = ErrorCode.OCR_UNAVAILABLE
    retryable = False

    def __init__(
        self,
        detail: str = "",
        *,
        backend: str = "",
        retry_after: float | None = None,
        vendor_code: str = "",
        rid: str = "",
    ) -> None:
        super().__init__()
        self.detail = detail
        self.backend = backend
        self.retry_after = retry_after
        self.vendor_code = vendor_code
        self.rid = rid

    def __str__(self) -> str:
        return " ".join(filter(None, (self.code.text.en, self.for_operators)))

    @property
    def for_operators(self) -> str:
        """What is not in the code's own text: the detail, and the engine's code and rid for its support."""
        vendor_code = f"[vendor code {self.vendor_code}]" if self.vendor_code else ""
        rid = f"[rid {self.rid}]" if self.rid else ""
        return " ".join(filter(None, (self.detail, vendor_code, rid)))


class LicenseNotFound(OCRError):
    """There is no license in the picture."""

    code = ErrorCode.LICENSE_NOT_FOUND


class OCRImageRefused(OCRError):
    """The engine refuses this image; another photo may do."""

    code = ErrorCode.IMAGE_REFUSED


class OCRUnavailable(OCRError):
    """Network, 5xx, HTML instead of an answer, busy, deadline: try again with back-off."""

    code = ErrorCode.OCR_UNAVAILABLE
    retryable = True


class OCRThrottled(OCRError):
    """Too many calls this minute."""

    code = ErrorCode.OCR_THROTTLED
    retryable = True


class OCRQuotaExhausted(OCRError):
    """No calls left until the window ends; the operator must know."""

    code = ErrorCode.OCR_QUOTA_EXHAUSTED
    retryable = True


class OCRMisconfigured(OCRError):
    """Account, permission, IP list, secret or token: no retry helps, the operator must act."""

    code = ErrorCode.OCR_MISCONFIGURED


class OCRRequestError(OCRError):
    """Our own request was wrong: a bug."""

    code = ErrorCode.OCR_REQUEST_ERROR


class OCRProtocolError(OCRError):
    """An answer that is not what the API promises."""

    code = ErrorCode.OCR_PROTOCOL_ERROR


class InvalidOCRBackend(ImproperlyConfigured):
    """BIZLICENSE_OCR names a backend that does not exist or does not take its options."""
