from __future__ import annotations

import pytest

from django_bizlicense.models import LicenseVerification
from tests import factories


@pytest.fixture(autouse=True)
def engine(settings) -> None:
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def case() -> LicenseVerification:
    """A case with three events: sent, read, handed to review."""
    return factories.in_review(factories.user("owner"))
