from __future__ import annotations

import pytest

from tests import factories
from tests.web.pages import client_of


@pytest.fixture(autouse=True)
def engine_that_reads(settings):
    """Let the engine read the same license in every photo."""
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def owner():
    return factories.user()


@pytest.fixture
def client(owner):
    """The owner's browser."""
    return client_of(owner)
