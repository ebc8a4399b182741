"""The chain of keyed digests over a case's history: what is sealed, with which key, and which key has sealed it.

Whoever has the database but not the key can change rows, but cannot make seals for them.
"""

from __future__ import annotations

import datetime as dt
import hmac
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from django_bizlicense.conf import settings

PURPOSE = b"bizlicense.history"
START = ""
"""What the first event is chained to."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def keys() -> list[bytes]:
    """Return the keys made of BIZLICENSE_HISTORY_KEYS; the first one seals, each may have sealed."""
    return [hmac.digest(text.encode(), PURPOSE, "sha256") for text in settings.HISTORY_KEYS]


def event_mac(
    key: bytes, before: str, case: UUID, position: int, kind: str, actor: str, at: dt.datetime, data: Any
) -> str:
    """Return the seal of one event, chained to the head `before` it."""
    parts = ["event", before, str(case), position, str(kind), actor, _instant(at), _canonical(data)]
    return _seal(key, _ENCODER.encode(parts))


def head_mac(key: bytes, case: UUID, position: int, mac: str) -> str:
    """Return the head of a chain that ends with this event; it stands on the case only, so nobody cuts the end off."""
    return _seal(key, f"head {case} {position} {mac}")


def purged_mac(key: bytes, case: UUID, length: int, head: str, at: dt.datetime) -> str:
    """Return the seal of a PurgedCase."""
    return _seal(key, f"purged {case} {length} {_instant(at)} {head}")


def seal(key: bytes, case: UUID, events: Iterable[Any]) -> str:
    """Number and seal the events of a case, given in their order, and return the head behind them."""
    head = START
    for position, event in enumerate(events, start=1):
        event.position = position
        event.mac = event_mac(key, head, case, position, event.kind, event.actor, event.created_at, event.data)
        head = head_mac(key, case, position, event.mac)
    return head


def same(one: str, other: str) -> bool:
    """Compare two seals without telling by the time it takes where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _seal(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()


def _instant(at: dt.datetime) -> str:
    """Return a moment in UTC to the microsecond, which every database keeps, whether USE_TZ is on or off."""
    aware = at if timezone.is_aware(at) else timezone.make_aware(at, timezone.get_default_timezone())
    return aware.astimezone(dt.timezone.utc).isoformat(timespec="microseconds")


def _canonical(value: Any) -> Any:
    """Return JSON data as it reads after a round trip through any database's JSON type.

    jsonb keeps numbers as decimals: 1e23 comes back as the whole number 10**23, -0.0 as 0.0.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {name: _canonical(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value
