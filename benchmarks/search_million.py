"""A search by number, and the last page one can leaf to, against a stock ModelAdmin on the same table."""

from __future__ import annotations

from typing import Any

ROUNDS = 7


def measure() -> list[dict[str, Any]]:
    """Return the median milliseconds of both; ours lets nobody leaf further than LEAFED rows."""
    from benchmarks.million.database import cases_database, using
    from benchmarks.million.pages import Desk
    from django_bizlicense.admin.queue import LEAFED
    from django_bizlicense.admin.verification import LicenseVerificationAdmin
    from django_bizlicense.models import LicenseVerification

    desk, per_page = Desk(cases_database(1_000_000)), LicenseVerificationAdmin.list_per_page
    with using(desk.database):
        number = LicenseVerification.objects.filter(status="approved")[0].number_key
        last = -(-LicenseVerification.objects.count() // per_page)
    return [
        _line("search_million", desk, {"q": number}, {"q": number}, f"the number {number}"),
        _line(
            "deep_page_million", desk, {"state": "all", "p": LEAFED // per_page}, {"p": last}, f"its last page, {last}"
        ),
    ]


def _line(name: str, desk: Any, ours_asks: dict[str, Any], rival_asks: dict[str, Any], what: str) -> dict[str, Any]:
    from benchmarks.million.pages import QUEUE, STOCK, medians
    from benchmarks.million.stock import RIVAL_IS

    ways = [desk.get(desk.lead, QUEUE, **ours_asks), desk.get(desk.lead, STOCK, **rival_asks)]
    ours, rival = medians(ROUNDS, *((desk, way) for way in ways))
    return {
        "name": name,
        "ours": round(1000 * ours, 1),
        "rival": round(1000 * rival, 1),
        "unit": "ms",
        "ratio": round(ours / rival, 3),
        "rival_is": f"{RIVAL_IS}; {what}",
        "n": ROUNDS,
    }
