"""What every test stands on, however many processes share the suite and in whatever order."""

from __future__ import annotations

import os

import pytest
from django.core.management import call_command

from django_bizlicense.models import ReviewReason


@pytest.mark.redis
def test_what_shares_redis_is_one_group_to_the_processes(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@redis") == ("PYTEST_XDIST_WORKER" in os.environ)


@pytest.mark.django_db(transaction=True)
def test_the_reasons_are_back_after_every_table_was_emptied() -> None:
    call_command("flush", verbosity=0, interactive=False)
    assert ReviewReason.objects.exists()
