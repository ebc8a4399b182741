"""Anchors: where every history ended at one moment, kept outside the database as JSON lines.

One line per case, then one with their count, the time and a seal over everything. Against them a history that was cut
back with an old head, or removed as a whole, is found too.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import IO, Any
from uuid import UUID

from django.utils import timezone

from django_bizlicense.history.burying import is_ours
from django_bizlicense.history.verifying import Fault, Problem
from django_bizlicense.models import LicenseVerification, PurgedCase, VerificationEvent
from django_bizlicense.models.chain import head_mac, keys, same
from django_bizlicense.models.paging import PAGE, paged

Anchor = tuple[UUID, int, str]
PURPOSE = b"bizlicense.anchors\n"


class AnchorsChanged(ValueError):
    """A file of anchors is not as it was written, or not whole."""


def write_anchors(file: IO[bytes]) -> int:
    """Write where every history ends now; returns how many there are."""
    seal, count = hmac.new(keys()[0], PURPOSE, "sha256"), 0
    ends = LicenseVerification.objects.values_list("pk", "history_length", "history_head")
    for page in paged(ends, pk=itemgetter(0)):
        lines = b"".join(_line(case=str(pk), length=length, head=head) for pk, length, head in page)
        seal.update(lines)
        file.write(lines)
        count += len(page)
    closing = {"cases": count, "at": timezone.now().isoformat()}
    seal.update(_line(**closing))
    file.write(_line(**closing, mac=seal.hexdigest()))
    return count


def against(file: IO[bytes], *, only: UUID | None = None) -> Iterator[Problem]:
    """Yield which cases, or whether `only` this one, are not what the anchors say they were: gone, or rewritten.

    It compares the seals at the anchored positions; that those before them hold is what `verify` shows. Raises
    AnchorsChanged before it yields anything.
    """
    keyring = keys()
    file.seek(0)
    count = _require_whole(file, keyring)
    file.seek(0)
    lines = (json.loads(line) for line in islice(file, count))
    anchors = ((UUID(line["case"]), line["length"], line["head"]) for line in lines)
    while page := list(islice(anchors, PAGE)):
        asked = [anchor for anchor in page if only in (None, anchor[0])]
        yield from _differences(asked, keyring)


def _line(**values: Any) -> bytes:
    return json.dumps(values).encode() + b"\n"


def _require_whole(file: IO[bytes], keyring: Sequence[bytes]) -> int:
    """Return how many anchors there are; raises AnchorsChanged."""
    seals, before, count = [hmac.new(key, PURPOSE, "sha256") for key in keyring], b"", -1
    for count, line in enumerate(file):  # noqa: B007
        for seal in seals:
            seal.update(before)
        before = line
    try:
        closing = json.loads(before)
        mac = closing.pop("mac")
    except (ValueError, AttributeError, TypeError, LookupError) as error:
        raise AnchorsChanged from error
    for seal in seals:
        seal.update(_line(**closing))
    if closing.get("cases") != count or not any(same(str(mac), seal.hexdigest()) for seal in seals):
        raise AnchorsChanged
    return count


def _differences(anchors: Sequence[Anchor], keyring: Sequence[bytes]) -> Iterator[Problem]:
    pks = [case for case, *_ in anchors]
    here = set(LicenseVerification.objects.filter(pk__in=pks).values_list("pk", flat=True))
    buried = _buried(set(pks) - here, keyring)
    macs = _macs(anchors)
    for case, length, head in anchors:
        if case not in here:
            if buried.get(case, -1) < length:
                yield Problem(case=case, fault=Fault.GONE)
        elif length and not _ends_so(case, length, macs.get((case, length), ""), head, keyring):
            yield Problem(case=case, position=length, fault=Fault.REWRITTEN)


def _buried(pks: Iterable[UUID], keyring: Sequence[bytes]) -> dict[UUID, int]:
    """Return the length of the history of those that were purged by us."""
    graves = PurgedCase.objects.filter(pk__in=list(pks))
    return {grave.pk: grave.history_length for grave in graves if is_ours(grave, keyring)}


def _macs(anchors: Iterable[Anchor]) -> dict[tuple[UUID, int], str]:
    events = VerificationEvent.objects.filter(
        verification__in=[case for case, *_ in anchors], position__in={length for _, length, _ in anchors}
    )
    found = events.values_list("verification_id", "position", "mac")
    return {(case, position): mac for case, position, mac in found}


def _ends_so(case: UUID, length: int, mac: str, head: str, keyring: Sequence[bytes]) -> bool:
    return any(same(head, head_mac(key, case, length, mac)) for key in keyring)
