from __future__ import annotations

import pytest
from django.test import Client

from tests import factories


@pytest.fixture(autouse=True)
def engine(settings) -> None:
    settings.BIZLICENSE_OCR = factories.dummy()


@pytest.fixture
def reviewer(db) -> Client:
    return logged_in(factories.reviewer("alice"))


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
