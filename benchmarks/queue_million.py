"""The queue among a million cases, against a stock ModelAdmin on the same table."""

from __future__ import annotations

from typing import Any

ROUNDS = 15


def measure() -> dict[str, Any]:
    """Return the median milliseconds of the first page of what is in review."""
    from benchmarks.million.database import cases_database
    from benchmarks.million.pages import QUEUE, STOCK, Desk, medians
    from benchmarks.million.stock import RIVAL_IS

    desk = Desk(cases_database(1_000_000))
    ours, rival = medians(
        ROUNDS,
        (desk, desk.get(desk.lead, QUEUE, state="in_review")),
        (desk, desk.get(desk.lead, STOCK, status__exact="in_review")),
    )
    return {
        "name": "queue_million",
        "ours": round(1000 * ours, 1),
        "rival": round(1000 * rival, 1),
        "unit": "ms",
        "ratio": round(ours / rival, 3),
        "rival_is": RIVAL_IS,
        "n": ROUNDS,
    }
