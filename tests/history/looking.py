"""Several histories, what is wrong with them, and anchors of them."""

from __future__ import annotations

import io

from django_bizlicense import history
from django_bizlicense.history import Fault
from django_bizlicense.models import LicenseVerification
from tests import factories


def several(number: int = 6) -> list[LicenseVerification]:
    return [factories.in_review(factories.user(f"owner{seed}"), seed=seed) for seed in range(number)]


def faults(case: LicenseVerification | None = None) -> list[tuple[int | None, Fault]]:
    cases = case and LicenseVerification.objects.filter(pk=case.pk)
    return [(problem.position, problem.fault) for problem in history.verify(cases)]


def anchored() -> io.BytesIO:
    file = io.BytesIO()
    history.write_anchors(file)
    file.seek(0)
    return file
