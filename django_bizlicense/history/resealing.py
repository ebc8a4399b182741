"""Seals histories anew, so that an old key can be given up."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django_bizlicense.history.burying import is_ours, seal_grave
from django_bizlicense.history.verifying import Fault, Problem, verify
from django_bizlicense.models import LicenseVerification, PurgedCase, VerificationEvent
from django_bizlicense.models.append_only import maintenance
from django_bizlicense.models.chain import keys, seal
from django_bizlicense.models.paging import paged_keys


def reseal() -> Iterator[Problem]:
    """Seal every history that holds with the first of BIZLICENSE_HISTORY_KEYS, and yield what does not hold.

    What does not hold is left as it is. Anchors written before do not fit afterwards: write new ones.
    """
    for pk in chain.from_iterable(paged_keys(LicenseVerification.objects.all())):
        yield from _reseal_case(pk)
    keyring = keys()
    for grave in PurgedCase.objects.order_by("pk").iterator():
        if is_ours(grave, keyring):
            seal_grave(grave, keyring[0])
        else:
            yield Problem(case=grave.pk, fault=Fault.FORGED_PURGE)


def _reseal_case(pk: UUID) -> list[Problem]:
    case = LicenseVerification.objects.filter(pk=pk)
    with maintenance():
        list(case.select_for_update().values_list("pk"))
        problems = list(verify(case))
        if not problems:
            events = list(VerificationEvent.objects.filter(verification=pk).order_by("position"))
            case.update(history_head=seal(keys()[0], pk, events))
            VerificationEvent.objects.bulk_update(events, ["mac"], batch_size=500)
    return problems
