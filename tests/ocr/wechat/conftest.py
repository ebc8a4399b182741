from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from django_bizlicense.ocr.wechat import transport


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No token of an earlier test, and no connection left to a server that is gone."""
    caches["default"].clear()
    yield
    transport.session().close()
