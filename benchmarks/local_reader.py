"""Our reading of a license, from bytes to fields, against a plain engine with a label cutter on top of it.

The photos are drawn on the spot, unseen: BENCHMARK_N of them (30) from BENCHMARK_SEED; or BENCHMARK_PHOTOS names a
folder of pictures with truths beside them. Where the fonts for drawing are missing, the committed specimens are read.
The ratio is of time, ours over the engine's alone; `exact_fields` and the rest tell what came of it.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from benchmarks.label_cutter import cut_fields
from django_bizlicense.exceptions import LicenseNotFound
from django_bizlicense.ocr.base import OCRImage, OCRResult
from django_bizlicense.ocr.local import LocalBackend
from tests.specimens import SPECIMENS, Specimen, specimens_in
from tests.specimens.outlines import overlap
from tests.specimens.scoring import normal

IDENTITY = ("reg_num", "enterprise_name", "legal_representative")


def measure() -> dict[str, Any]:
    """Read each photo with both, taking turns."""
    with tempfile.TemporaryDirectory() as folder:
        photos, specimens = _photos(Path(folder))
        ours, rival = _Ours(), _Rival()
        for specimen in specimens:
            ours.take(specimen)
            rival.take(specimen)
    return {
        "name": "local_reader",
        "ours": round(ours.seconds / len(specimens), 3),
        "rival": round(rival.seconds / len(specimens), 3),
        "unit": "seconds per photo",
        "ratio": round(ours.seconds / rival.seconds, 3),
        "rival_is": "RapidOCR() with its defaults; its exact fields with a label cutter of 200 lines",
        "n": len(specimens),
        "photos": photos,
        **ours.figures(""),
        **rival.figures("rival_"),
        "outline_iou": round(float(np.mean(ours.overlaps)), 3) if ours.overlaps else None,
        "refused": ours.refused,
    }


def _photos(folder: Path) -> tuple[str, Sequence[Specimen]]:
    if chosen := os.environ.get("BENCHMARK_PHOTOS"):
        return "BENCHMARK_PHOTOS", specimens_in(Path(chosen))
    from tests.specimens.fonts import MissingFontError, require_fonts

    try:
        require_fonts()
    except MissingFontError as error:
        return f"the committed specimens: {error}", SPECIMENS
    from tests.specimens.draw import draw_variants

    count, seed = int(os.environ.get("BENCHMARK_N", "30")), int(os.environ.get("BENCHMARK_SEED", "20260"))
    draw_variants(count, seed=seed, to=folder)
    return f"drawn from seed {seed}", specimens_in(folder)


class _Reader:
    """One of the two, warmed up with one photo before the clock runs; counts what it read exactly."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.whole = self.photos = 0
        self.right: Counter[str] = Counter()
        self.printed: Counter[str] = Counter()
        self.answer(SPECIMENS[0].path.read_bytes())

    def answer(self, data: bytes) -> Any:
        raise NotImplementedError

    def fields(self, answer: Any) -> Mapping[str, str]:
        raise NotImplementedError

    def take(self, specimen: Specimen) -> Any:
        """Read one photo against the clock and count; the answer comes back."""
        data = specimen.path.read_bytes()
        start = time.perf_counter()
        answer = self.answer(data)
        self.seconds += time.perf_counter() - start
        self.count(specimen.truth, self.fields(answer))
        return answer

    def count(self, truth: Mapping[str, Any], read: Mapping[str, str]) -> None:
        """Count each printed text as exact or not, over all, by field and by hardness."""
        wrong = set()
        for field, text in truth["fields"].items():
            exact = normal(text) == normal(read.get(field) or "")
            wrong |= set() if exact else {field}
            for key in ("", field, truth.get("hardness", "")):
                self.printed[key] += 1
                self.right[key] += exact
        self.photos += 1
        self.whole += not wrong & set(IDENTITY)

    def figures(self, prefix: str) -> dict[str, Any]:
        """Return shares of exact texts; identity_right is of photos with number, name and person all right."""
        shares = {key: round(self.right[key] / count, 4) for key, count in self.printed.items() if key}
        hardnesses = {key: shares.pop(key) for key in ("clean", "phone", "hard") if key in shares}
        return {
            f"{prefix}exact_fields": round(self.right[""] / self.printed[""], 4),
            f"{prefix}identity_right": round(self.whole / self.photos, 4),
            f"{prefix}by_hardness": hardnesses,
            f"{prefix}by_field": dict(sorted(shares.items())),
        }


class _Ours(_Reader):
    def __init__(self) -> None:
        self.backend = LocalBackend("local", {"OPTIONS": {"deadline": 120, "threads": os.cpu_count() or 1}})
        self.overlaps: list[float] = []
        self.refused = 0
        super().__init__()

    def answer(self, data: bytes) -> OCRResult | None:
        try:
            return self.backend.read(OCRImage(data=data))
        except LicenseNotFound:
            return None

    def fields(self, answer: OCRResult | None) -> Mapping[str, str]:
        return answer.fields if answer else {}

    def take(self, specimen: Specimen) -> None:
        answer = super().take(specimen)
        self.refused += answer is None
        if answer and answer.cert_position:
            self.overlaps.append(overlap(answer.cert_position, specimen.truth["cert_position"]))


class _Rival(_Reader):
    """The engine as its manual shows it, on the photo as a person sees it, and the cutter outside the clock."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self.engine = RapidOCR(params={"Global.log_level": "critical"})
        super().__init__()

    def answer(self, data: bytes) -> Any:
        with Image.open(io.BytesIO(data)) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
        return self.engine(np.ascontiguousarray(np.asarray(upright)[:, :, ::-1]))

    def fields(self, answer: Any) -> Mapping[str, str]:
        return cut_fields([], []) if answer.boxes is None else cut_fields(answer.boxes, answer.txts)
