"""Fit the weights of ocr/local/confidence.py: `python -m benchmarks.calibrate`, or with folders drawn before.

Prints the two tables of weights, and how sure the fields of unseen photos were and how many of them were right.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from django_bizlicense.images import accept
from django_bizlicense.license.fields import FIELDS
from django_bizlicense.ocr.local.clock import Clock
from django_bizlicense.ocr.local.confidence import Evidence
from django_bizlicense.ocr.local.reading import look_at
from tests.specimens import Specimen, specimens_in
from tests.specimens.draw import draw_variants
from tests.specimens.scoring import normal

SEEDS, COUNTS = (303, 404), (64, 120)
"""Of the photos the weights are fitted to, and of those they are tried on."""
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
STIFFNESS = 0.3
"""Holds the weights near zero where there is little to fit them to."""
ROUNDS = 40


@dataclass(frozen=True)
class Sample:
    """One field that was read, what spoke for it, and whether it is what was printed."""

    field: str
    evidence: Evidence
    right: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", type=Path, help="a folder of photos with truths beside them, instead of drawing")
    parser.add_argument("--try", dest="unseen", type=Path, help="another folder, instead of drawing")
    options = parser.parse_args(arguments)
    fitted = list(samples(_photos(options.fit, seed=SEEDS[0], count=COUNTS[0])))
    unseen = list(samples(_photos(options.unseen, seed=SEEDS[1], count=COUNTS[1])))
    weights = fit(_table(fitted), np.array([sample.right for sample in fitted], dtype=float))
    _print_weights(weights)
    ceilings = np.array([sample.evidence.ceiling for sample in unseen])
    sure = np.minimum(1 / (1 + np.exp(-_table(unseen) @ weights)), ceilings)
    _print_bins(sure, np.array([sample.right for sample in unseen]))
    return 0


def samples(specimens: Sequence[Specimen]) -> Iterator[Sample]:
    """Read the photos and tell of each field whether it is right."""
    for specimen in specimens:
        reading = look_at(accept(specimen.path.read_bytes()).content, threads=2, clock=Clock(300))
        for name, field in reading.fields.items():
            right = normal(field.text) == normal(specimen.truth["fields"].get(name) or "")
            yield Sample(name, field.evidence, right)


def fit(table: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights that make what was right likeliest (logistic regression by Newton's method)."""
    weights = np.zeros(table.shape[1])
    hold = STIFFNESS * np.eye(table.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-table @ weights))
        bend = (table * (likely * (1 - likely))[:, None]).T @ table + hold
        weights = weights + np.linalg.solve(bend, table.T @ (right - likely) - hold @ weights)
    return weights


def _photos(folder: Path | None, *, seed: int, count: int) -> list[Specimen]:
    if folder:
        return specimens_in(folder)
    drawn = Path(tempfile.mkdtemp(prefix=f"calibrate-{seed}-"))
    draw_variants(count, seed=seed, to=drawn)
    return specimens_in(drawn)


def _table(samples: Sequence[Sample]) -> NDArray[np.float64]:
    return np.array(
        [[*sample.evidence.features, *(float(sample.field == name) for name in FIELDS)] for sample in samples]
    )


def _print_weights(weights: NDArray[np.float64]) -> None:
    shared = len(weights) - len(FIELDS)
    print("WEIGHTS =", tuple(round(float(weight), 2) for weight in weights[:shared]))
    print("FIELD_WEIGHTS =", {n: round(float(w), 2) for n, w in zip(FIELDS, weights[shared:], strict=True)})


def _print_bins(sure: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    for low, high in pairwise(BINS):
        inside = (sure >= low) & ((sure < high) | (high == 1.0))
        share = f"{right[inside].mean():.1%}" if inside.any() else ""
        print(f"| {low:.2f} to {high:.2f} | {inside.sum()} | {share} |")
    high_enough = sure >= 0.95
    print(f"0.95 and more: {high_enough.mean():.1%} of {len(sure)}, right {right[high_enough].mean():.2%}")


if __name__ == "__main__":
    sys.exit(main())
