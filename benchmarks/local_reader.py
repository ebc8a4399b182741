"""Our reading of a license, from bytes to fields, against the plain engine that only reads its lines."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.ocr.local import LocalBackend
from tests.specimens import SPECIMENS, Specimen, specimens_in
from tests.specimens.scoring import exact_share


def measure() -> dict[str, Any]:
    """Read each photo with both, taking turns; BENCHMARK_PHOTOS names a folder of pictures with truths beside them."""
    folder = os.environ.get("BENCHMARK_PHOTOS")
    specimens = specimens_in(Path(folder)) if folder else SPECIMENS
    ours, rival = _Reader(_our_reading()), _Reader(_plain_reading())
    right = printed = 0
    for specimen in specimens:
        shares = exact_share(specimen.truth["fields"], ours.take(specimen))
        right, printed = right + shares[0], printed + shares[1]
        rival.take(specimen)
    return {
        "name": "local_reader",
        "ours": round(ours.seconds / len(specimens), 3),
        "rival": round(rival.seconds / len(specimens), 3),
        "unit": "seconds per photo",
        "ratio": round(ours.seconds / rival.seconds, 3),
        "rival_is": "RapidOCR() with its defaults",
        "n": len(specimens),
        "exact_fields": round(right / printed, 4),
    }


class _Reader:
    """One of the two, warmed up with one photo before the clock runs."""

    def __init__(self, reading: Any) -> None:
        self.reading = reading
        self.seconds = 0.0
        reading(SPECIMENS[0].path.read_bytes())

    def take(self, specimen: Specimen) -> Any:
        data = specimen.path.read_bytes()
        start = time.perf_counter()
        answer = self.reading(data)
        self.seconds += time.perf_counter() - start
        return answer


def _our_reading() -> Any:
    from django_bizlicense.exceptions import LicenseNotFound

    backend = LocalBackend("local", {"OPTIONS": {"deadline": 120, "threads": os.cpu_count() or 1}})

    def reading(data: bytes) -> Mapping[str, str]:
        try:
            return backend.read(OCRImage(data=data)).fields
        except LicenseNotFound:
            return {}

    return reading


def _plain_reading() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "critical"})
