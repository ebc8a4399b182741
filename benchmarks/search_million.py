"""A search by number, and the last page one can leaf to, against a stock ModelAdmin on the same table."""

from __future__ import annotations

from typing import Any

ROUNDS = 7


def measure() -> list[dict[str, Any]]:
    """Return the median milliseconds of both."""
    from benchmarks.million.database import cases_database, using
    from benchmarks.million.pages import QUEUE, STOCK, Desk, in_turns
    from benchmarks.million.stock import RIVAL_IS
    from django_bizlicense.models import LicenseVerification

    desk = Desk(cases_database(1_000_000))
    with using(desk.database):
        number = LicenseVerification.objects.filter(status="approved")[0].number_key
        last = {
            name: _last_page(desk.lead, url, **query)
            for name, url, query in ((0, QUEUE, {"state": "all"}), (1, STOCK, {}))
        }
    lines = []
    for name, ours_asks, rival_asks in (
        ("search_million", {"q": number}, {"q": number}),
        ("deep_page_million", {"state": "all", "p": last[0]}, {"p": last[1]}),
    ):
        ours, rival = in_turns(
            ROUNDS, (desk, desk.get(desk.lead, QUEUE, **ours_asks)), (desk, desk.get(desk.lead, STOCK, **rival_asks))
        )
        lines.append(
            {
                "name": name,
                "ours": round(1000 * ours, 1),
                "rival": round(1000 * rival, 1),
                "unit": "ms",
                "ratio": round(ours / rival, 3),
                "rival_is": RIVAL_IS,
                "n": ROUNDS,
            }
        )
    return lines


def _last_page(client: Any, url: str, **query: Any) -> int:
    return client.get(url, query).context["cl"].paginator.num_pages
