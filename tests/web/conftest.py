from __future__ import annotations

import pytest

from tests import factories


@pytest.fixture(autouse=True)
def engine_that_reads(settings):
    """Let the engine read the same license in every photo."""
    settings.BIZLICENSE_OCR = factories.dummy()
