"""What every OCR engine takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.checks import CheckMessage

from django_bizlicense.exceptions import InvalidOCRBackend
from django_bizlicense.license.fields import Quad


@dataclass(frozen=True, kw_only=True)
class OCRImage:
    """The copy an engine is given: upright JPEG bytes, and where there is one a maker of a short-lived URL of them.

    The maker may raise what the photo storage raises; what it made is taken back when the reading is over.
    """

    data: bytes = field(repr=False)
    url: Callable[[], str] | None = None


@dataclass(frozen=True, kw_only=True)
class FieldDetail:
    """How sure the engine is of one field (0 to 1) and where it stands, in pixels of the image it was given."""

    confidence: float | None = None
    place: Quad | None = None


@dataclass(frozen=True, kw_only=True)
class OCRResult:
    """What one engine read.

    `fields` holds printed texts only, under the twelve names; `cert_position` (corners left-top, right-top,
    right-bottom, left-bottom) and `img_size` (width, height) are in pixels of the image the engine was given.
    `raw` is the answer as JSON, without credentials.
    """

    fields: Mapping[str, str]
    cert_position: Quad | None = None
    img_size: tuple[int, int] | None = None
    details: Mapping[str, FieldDetail] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)
    rid: str = ""


class BaseOCRBackend:
    """One engine under one alias of BIZLICENSE_OCR.

    A subclass names its options with their defaults in `default_options`; an unknown option is an error. `deadline`
    (seconds, in every backend) bounds a whole `read`. `daily_limit` (calls, None for no limit) is kept by the meter
    under `account`, and starts anew at `reset_at` (HH:MM) in `reset_timezone`.
    """

    default_options: ClassVar[Mapping[str, Any]] = {}
    common_options: ClassVar[Mapping[str, Any]] = {
        "deadline": 15.0,
        "daily_limit": None,
        "reset_at": "00:00",
        "reset_timezone": "Asia/Shanghai",
    }
    max_image_bytes: int | None = None
    """The largest image the engine takes; None where it takes any stored photo."""
    remote: bool = True
    """Whether calls go to somebody's service, which may refuse or charge the account."""
    processor: str = ""
    """Who processes the photo, for the merchant's consent; empty where it stays on this machine."""

    def __init__(self, alias: str, params: Mapping[str, Any]) -> None:
        self.alias = alias
        known = {**self.common_options, **self.default_options}
        given = params.get("OPTIONS", {})
        if unknown := sorted(set(given) - set(known)):
            names = f"{', '.join(unknown)}. Known: {', '.join(sorted(known))}"
            raise InvalidOCRBackend(f"BIZLICENSE_OCR[{alias!r}] has unknown OPTIONS: {names}.")
        self.options: dict[str, Any] = {**known, **given}

    @property
    def account(self) -> str:
        """Whose calls are counted; backends of one account share one meter and one memory of readings."""
        return self.alias

    @property
    def deadline(self) -> float:
        return float(self.options["deadline"])

    def read(self, image: OCRImage) -> OCRResult:
        """Read one image within `deadline` seconds.

        Raises an OCRError and nothing else.
        """
        raise NotImplementedError("subclasses of BaseOCRBackend must provide read()")

    def probe(self) -> str:
        """Give a sign of life without spending quota, and say in a sentence what it shows; raises an OCRError."""
        return "This engine cannot be asked without a reading."

    def check(self) -> Iterable[CheckMessage]:
        """Look at the options; open no socket and no database."""
        return ()
