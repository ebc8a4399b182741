"""How sure a field is: a logistic model over what is known when it is read.

The weights are fitted by `python -m benchmarks.calibrate`; docs/offline.md shows how well they hold on unseen photos.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django_bizlicense.ocr.local.labels import normal
from django_bizlicense.ocr.local.lines import Line
from django_bizlicense.ocr.local.plausible import is_plausible

FINEST = 1e-3
"""Doubts smaller than this are none."""
CHECKED = ("reg_num", "registered_date", "legal_representative")
"""Fields in which a character put right is doubtful, however well the result passes its check."""
DOUBTFUL = 0.94
"""No field is surer than this that was put right, has an odd form or no label, or that two looks read differently."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a value: scores of its lines, its form, its label, two looks at it, how many lines it has.

    `repaired` tells that the text of a number, date or person was changed in more than spaces and case.
    """

    least: float
    mean: float
    plausible: bool
    labelled: bool
    differs: bool
    long: bool
    repaired: bool = False

    @property
    def features(self) -> tuple[float, ...]:
        """The numbers that WEIGHTS weigh, in their order."""
        flaws = (not self.plausible, not self.labelled, self.differs, self.long)
        return (1.0, _sureness(self.least), _sureness(self.mean), *map(float, flaws))

    @property
    def ceiling(self) -> float:
        """How sure the value can be at most."""
        doubts = self.repaired or self.differs or not self.plausible or not self.labelled
        return DOUBTFUL if doubts else 1.0


WEIGHTS: tuple[float, ...] = (0.95, 0.54, 1.32, -4.06, 0.01, -1.71, 0.32)
"""For: anything, sureness of the least sure character, of all, odd form, label misread, looks differ, many lines."""
FIELD_WEIGHTS: Mapping[str, float] = {
    "reg_num": -0.07,
    "serial": 0.33,
    "enterprise_name": 1.08,
    "type_of_enterprise": 1.05,
    "type_of_organization": 0.03,
    "legal_representative": -0.82,
    "address": -0.77,
    "registered_capital": 0.59,
    "paid_in_capital": 0.2,
    "registered_date": 0.8,
    "valid_period": 0.72,
    "business_scope": -2.21,
}
"""What is added for a field: persons and scopes are misread more often than dates."""


def evidence_of(field: str, text: str, values: Sequence[Line], *, labelled: bool) -> Evidence:
    """Gather what speaks for a value, from the lines it was made of."""
    return Evidence(
        least=min(line.least for line in values),
        mean=min(line.score for line in values),
        plausible=is_plausible(field, text),
        labelled=labelled,
        differs=any(line.agreed is False for line in values),
        long=len(values) > 2,
        repaired=field in CHECKED and text not in normal("".join(line.text for line in values)).upper(),
    )


def confidence(field: str, evidence: Evidence) -> float:
    """Return how sure a field is, 0 to 1."""
    weighed = sum(weight * feature for weight, feature in zip(WEIGHTS, evidence.features, strict=True))
    sure = 1 / (1 + math.exp(-weighed - FIELD_WEIGHTS.get(field, 0.0)))
    return min(sure, evidence.ceiling)


def _sureness(score: float) -> float:
    return -math.log10(1 - min(max(score, 0.0), 1.0) + FINEST)
