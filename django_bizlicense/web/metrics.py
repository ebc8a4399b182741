"""The Prometheus text; needs the extra [metrics]."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import Error as AnyDatabaseError

from django_bizlicense import health
from django_bizlicense.health import Health
from django_bizlicense.web.recently import Recently

if TYPE_CHECKING:
    from prometheus_client import Metric

logger = logging.getLogger(__name__)
COUNTS = {
    "verifications": ("bizlicense_verifications", "Cases by status", "status"),
    "readings": ("bizlicense_readings", "Readings by state", "state"),
    "calls": ("bizlicense_calls_today", "Calls of an account in its present daily window", "account"),
}
recent_counts = Recently(health.counts, seconds=300)
"""Counting a million cases takes the database a second."""


def prometheus_text(report: Health) -> tuple[bytes, str]:
    """Return the text and its content type; raises ImportError without prometheus-client."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Families([*_of_report(report), *_of_counts()]))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class _Families:
    """What a registry calls a collector."""

    def __init__(self, families: list[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _of_report(report: Health) -> Iterable[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    well = GaugeMetricFamily("bizlicense_ok", "Whether a check is within its limit", labels=["check", "of"])
    value = GaugeMetricFamily("bizlicense_check", "What a check found", labels=["check", "of", "unit"])
    for check in report.checks:
        well.add_metric([check.name, check.of], check.ok)
        if check.value is not None:
            value.add_metric([check.name, check.of, check.unit], check.value)
    return well, value


def _of_counts() -> Iterable[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    try:
        counts = recent_counts()
    except AnyDatabaseError as error:
        logger.error("The database does not count: %s", type(error).__name__)
        return
    for name, (metric, text, label) in COUNTS.items():
        family = GaugeMetricFamily(metric, text, labels=[label])
        for key, count in counts[name].items():
            family.add_metric([key], count)
        yield family
