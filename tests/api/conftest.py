from __future__ import annotations

import pytest

from tests import factories
from tests.api.sending import client_of


@pytest.fixture(autouse=True)
def engine_that_reads(settings, db):
    """Let the engine read the same license in every photo."""
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def owner():
    return factories.user()


@pytest.fixture
def api(owner):
    return client_of(owner)
