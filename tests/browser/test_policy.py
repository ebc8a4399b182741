from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.admin.pages import QUEUE
from tests.browser.policy import STRICT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("address", [QUEUE, "/license/"])
def test_every_page_is_served_under_the_strict_policy(open_page: Callable[..., Any], address: str) -> None:
    answer = open_page(factories.reviewer()).goto(address)
    assert answer.headers["content-security-policy"] == STRICT
