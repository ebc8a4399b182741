"""What must hold of every sending, whatever was killed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django_bizlicense import images
from tests.crash.house import CountingReader, House, Sending

SENT_AND_READ = ["submitted", "read", "review_opened"]
MAX_BYTES = 1_900_000


def finished(seen: dict[str, Any], sending: Sending) -> bool:
    """Say whether a sending came to a person, read."""
    case = seen["cases"].get(sending.accepted)
    return case is not None and case["status"] == "in_review"


def assert_nothing_is_lost(
    house: House, reader: CountingReader, sendings: Iterable[Sending], *, events: list[str] = SENT_AND_READ
) -> dict[str, Any]:
    """Every sending is one case that was read, told once, paid once and once more for each crash; every photo is there.

    Returns what was seen.
    """
    seen: dict[str, Any] = house.ask("look")
    for sending in sendings:
        case = seen["cases"][sending.accepted]
        assert case["owner"] == sending.owner
        assert case["events"] == events, (sending, case)
        assert case["states"] == ["read"], (sending, case)
        assert calls_for(reader, sending) <= 1 + sending.crashes, (sending, case)
    assert not missing_files(seen)
    assert house.ask("problems") == []
    return seen


def one_case_each(seen: dict[str, Any], sendings: Iterable[Sending]) -> bool:
    """Say whether these merchants have the cases that were answered to them and no others."""
    owners = {sending.owner for sending in sendings}
    theirs = {pk for pk, case in seen["cases"].items() if case["owner"] in owners}
    return theirs == {sending.accepted for sending in sendings}


def calls_for(reader: CountingReader, sending: Sending) -> int:
    """Return how often the far end was asked about this photo."""
    accepted = images.accept(sending.photo)
    copy = images.prepare(accepted.content, max_bytes=MAX_BYTES).content
    return reader.calls[hashlib.sha256(copy).hexdigest()]


def named_files(seen: dict[str, Any]) -> set[str]:
    return {photo for case in seen["cases"].values() for photo in case["photos"] if photo}


def missing_files(seen: dict[str, Any]) -> set[str]:
    """Return the photos that rows name and the storage has not."""
    return named_files(seen) - set(seen["files"])


def orphans(seen: dict[str, Any]) -> set[str]:
    """Return the files that no row names: what the sweep of the storage takes."""
    return set(seen["files"]) - named_files(seen)
