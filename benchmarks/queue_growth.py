"""What a page costs among a million cases, against the same page among a thousand."""

from __future__ import annotations

from typing import Any

ROUNDS = 7
SMALL, LARGE = 1000, 1_000_000
BESIDES = ("all, ", "today", "review page", "health")
"""Measured and told, but not what the line is about: filters over every state, and pages that gather many things."""


def measure() -> dict[str, Any]:
    """Return the page that grows most; `pages` holds all: [ms among a million, ms among a thousand, queries]."""
    from benchmarks.million.database import cases_database
    from benchmarks.million.pages import Desk, medians

    large, small = Desk(cases_database(LARGE)), Desk(cases_database(SMALL))
    pages: dict[str, list[float]] = {}
    for (name, page), same in zip(large.pages().items(), small.pages().values(), strict=True):
        ours, rival = medians(ROUNDS, (large, page), (small, same))
        pages[name] = [round(1000 * ours, 1), round(1000 * rival, 1), large.queries(page)]
    growing = [name for name in pages if not name.startswith(BESIDES)]
    worst = max(growing, key=lambda name: pages[name][0] / pages[name][1])
    return {
        "name": "queue_growth",
        "ours": pages[worst][0],
        "rival": pages[worst][1],
        "unit": "ms",
        "ratio": round(pages[worst][0] / pages[worst][1], 3),
        "rival_is": "the same page among 1,000 cases; of all pages the one that grows most",
        "n": ROUNDS,
        "page": worst,
        "beyond_1.5": [name for name in growing if pages[name][0] > 1.5 * pages[name][1]],
        "most_queries": max(pages[name][2] for name in growing),
        "pages": pages,
    }
