"""What every test stands on."""

from __future__ import annotations

import os
from importlib import import_module

import pytest
from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

NOTHING_SKIPPED = bool(os.environ.get("BIZLICENSE_NOTHING_SKIPPED"))
NEEDS = {
    "browser": "TEST_CHROMIUM",
    "redis": "TEST_REDIS_URL",
    "pgserver": "TEST_PG_BIN",
    "node": "TEST_NODE",
    "nginx": "TEST_NGINX",
}
MEANT = {
    "soak": bool(os.environ.get("BIZLICENSE_SOAK")),
    "thorough": NOTHING_SKIPPED or bool(os.environ.get("BIZLICENSE_SOAK")),
    "once": not os.environ.get("DATABASE_URL"),
    "mariadb": os.environ.get("DATABASE_URL", "").startswith("mariadb:"),
    "postgresql": os.environ.get("DATABASE_URL", "").startswith("postgres"),
    "plans": os.environ.get("DATABASE_URL", "").startswith("postgres"),
}
"""Markers of tests that another run is for."""
TOGETHER = {"redis": "redis", "tests/crash/": "redis", "engine": "engine"}
"""What one of several test processes runs alone: what shares a Redis database, what takes every core for itself.

xdist reads groups in a hook of its own, so they are given before it (tests/test_suite.py).
"""
PURE = ("tests/license/", "tests/images/", "tests/specimens/")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs neither database nor cache, skip loudly what needs a service that is not there."""
    for marker, meant in MEANT.items():
        if not meant:
            others = [item for item in items if item.get_closest_marker(marker)]
            config.hook.pytest_deselected(items=others)
            items[:] = [item for item in items if item not in others]
    for item in items:
        if item.nodeid.startswith(PURE):
            item.add_marker("pure")
        for group, mine in TOGETHER.items():
            if item.nodeid.startswith(group) or item.get_closest_marker(group):
                item.add_marker(pytest.mark.xdist_group(mine))
                break
        for marker, variable in NEEDS.items():
            if item.get_closest_marker(marker) and not os.environ.get(variable):
                item.add_marker(pytest.mark.skip(reason=f"{variable} is not set: tests/run sets it where it can"))


@receiver(post_migrate, dispatch_uid="tests.reasons")
def reasons(sender: AppConfig, **details: object) -> None:
    """Seed the reason catalogue again where a test with real transactions has left every table empty."""
    if sender.label == "bizlicense" and "plan" not in details:  # a flush, no migration
        import_module("django_bizlicense.migrations.0002_reasons").seed(apps, None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn a skip into a failure where nothing may be skipped."""
    report = yield
    if NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and nothing may be: {report.longrepr}"
    return report
