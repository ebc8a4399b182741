"""Tests that share something run one after the other, however many processes share the suite."""

from __future__ import annotations

import os

import pytest


@pytest.mark.redis
def test_what_shares_redis_is_one_group_to_the_processes(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@redis") == ("PYTEST_XDIST_WORKER" in os.environ)
