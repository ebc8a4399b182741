"""WeChat's error codes as one closed table: which of our errors, and what the operator should know.

Source: the error lists of the API's official pages and what users report of it. A code that is not here is not retried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django_bizlicense.exceptions import (
    LicenseNotFound,
    OCRError,
    OCRImageRefused,
    OCRMisconfigured,
    OCRProtocolError,
    OCRQuotaExhausted,
    OCRRequestError,
    OCRThrottled,
    OCRUnavailable,
)

MINUTE = 60.0

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
"""The codes after which another token may help."""
URL_NOT_FETCHED = 101000
"""The code after which the image's bytes may do where its address did not."""


@dataclass(frozen=True)
class Meaning:
    """What a code means here; `retry_after` in seconds, None for the usual back-off."""

    error: type[OCRError]
    detail: str
    retry_after: float | None = None


_REFUSED = (
    "WeChat refuses the access_token. Check the app secret, and that no other system fetches tokens for this"
    " account with /cgi-bin/token: each fetch ends the token before it."
)
_BUG = "The request was not built as WeChat wants it; please report this."
_APPROVAL = "An administrator of the account must approve calls from this address in the WeChat app."
_PERMISSION = "The account may not call the OCR interface: enable it, or buy the service, on the WeChat platform."
_PLATFORM = "The third-party platform lacks this authorization: ask the merchant account for permission set 117."
_MARKET = "No paid calls left: buy a pack of the OCR service on the WeChat service market."
_CLOUD = "The cloud function or its environment was not found: check env and function, and deploy bizlicense-ocr."
_CLOUD_PERMISSION = (
    "The cloud function lacks the permission ocr.businessLicense: deploy it with its config.json and wait ten minutes."
)
_IMAGE = "WeChat cannot use this image."

MEANINGS: Mapping[int, Meaning] = {
    -1: Meaning(OCRUnavailable, "WeChat is busy."),
    40001: Meaning(OCRMisconfigured, _REFUSED),
    40014: Meaning(OCRMisconfigured, _REFUSED),
    42001: Meaning(OCRMisconfigured, _REFUSED),
    41001: Meaning(OCRMisconfigured, "WeChat got no access_token; under CloudRun, enable the open interface service."),
    40002: Meaning(OCRRequestError, _BUG),
    41002: Meaning(OCRMisconfigured, "The appid is missing."),
    41004: Meaning(OCRMisconfigured, "The app secret is missing."),
    41005: Meaning(OCRRequestError, _BUG),
    43002: Meaning(OCRRequestError, _BUG),
    43003: Meaning(OCRRequestError, "WeChat wants https: check base_url."),
    47001: Meaning(OCRRequestError, _BUG),
    40009: Meaning(OCRImageRefused, _IMAGE),
    40137: Meaning(OCRImageRefused, _IMAGE),
    44001: Meaning(OCRImageRefused, _IMAGE),
    44002: Meaning(OCRImageRefused, _IMAGE),
    45001: Meaning(OCRImageRefused, _IMAGE),
    45002: Meaning(OCRImageRefused, _IMAGE),
    45009: Meaning(OCRQuotaExhausted, "The daily limit of calls is reached."),
    45011: Meaning(OCRThrottled, "Too many calls this minute.", MINUTE),
    40013: Meaning(OCRMisconfigured, "WeChat does not know this appid."),
    40125: Meaning(OCRMisconfigured, "The app secret is wrong."),
    40164: Meaning(OCRMisconfigured, "The address of this server is not on the account's IP list."),
    40243: Meaning(OCRMisconfigured, "The app secret is frozen: unfreeze it on the WeChat platform."),
    45035: Meaning(OCRMisconfigured, "The address of this server is not on the account's IP list."),
    48001: Meaning(OCRMisconfigured, _PERMISSION),
    48004: Meaning(OCRMisconfigured, "WeChat has blocked this interface for the account."),
    50002: Meaning(OCRMisconfigured, "The account is restricted."),
    61004: Meaning(OCRMisconfigured, "The address of this server is not on the platform's IP list."),
    61007: Meaning(OCRMisconfigured, _PLATFORM),
    61016: Meaning(OCRMisconfigured, _PLATFORM),
    61024: Meaning(OCRMisconfigured, "A third-party platform must use the merchant's authorizer_access_token."),
    89501: Meaning(OCRMisconfigured, _APPROVAL),
    89503: Meaning(OCRMisconfigured, _APPROVAL),
    89504: Meaning(OCRMisconfigured, _APPROVAL),
    89505: Meaning(OCRMisconfigured, _APPROVAL),
    89506: Meaning(OCRMisconfigured, _APPROVAL),
    89507: Meaning(OCRMisconfigured, _APPROVAL),
    -1000: Meaning(OCRUnavailable, "WeChat's cloud is busy."),
    -504003: Meaning(OCRUnavailable, "The cloud function took too long."),
    -501000: Meaning(OCRMisconfigured, _CLOUD),
    -604101: Meaning(OCRMisconfigured, _CLOUD_PERMISSION),
    40101: Meaning(OCRRequestError, "The cloud misses a parameter: check env and function."),
    85088: Meaning(OCRMisconfigured, "The mini-program has no cloud environment: open it in the developer tools."),
    101000: Meaning(OCRImageRefused, "WeChat could not fetch the image from its address."),
    101001: Meaning(LicenseNotFound, ""),
    101002: Meaning(OCRImageRefused, _IMAGE),
    101003: Meaning(OCRQuotaExhausted, _MARKET),
}

_UNKNOWN = Meaning(OCRProtocolError, "WeChat answered with a code that is not in our table.")


def meaning_of(code: int, message: str) -> Meaning:
    """Return what a code means; 101002 has two meanings that only its message tells apart."""
    if code == 101002 and "market quota" in message.lower():
        return MEANINGS[101003]
    return MEANINGS.get(code, _UNKNOWN)


def error_for(code: int, *, message: str = "", rid: str = "") -> OCRError:
    """Return the error of a code; of the vendor's message it keeps nothing but the rid."""
    meaning = meaning_of(code, message)
    return meaning.error(meaning.detail, retry_after=meaning.retry_after, vendor_code=str(code), rid=rid)
