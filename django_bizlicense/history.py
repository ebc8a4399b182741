"""Proves that histories are as they were written, and leaves a trace of a case whose history is purged."""

from __future__ import annotations

from django.utils import timezone

from django_bizlicense.models import LicenseVerification, PurgedCase
from django_bizlicense.models.append_only import AppendOnly, maintenance
from django_bizlicense.models.chain import keys, purged_mac

__all__ = ["AppendOnly", "bury", "maintenance"]


def bury(verification: LicenseVerification) -> PurgedCase:
    """Write down that a case is purged as a whole and where its history ended, so that nobody takes it for stolen.

    Called inside the transaction that removes the case, before it is removed:

        with history.maintenance():
            history.bury(verification)
            verification.events.all().delete()
            verification.delete()
    """
    ends = LicenseVerification.objects.select_for_update().values_list("history_length", "history_head")
    length, head = ends.get(pk=verification.pk)
    at = timezone.now()
    mac = purged_mac(keys()[0], verification.pk, length, head, at)
    return PurgedCase.objects.create(
        id=verification.pk, history_length=length, history_head=head, purged_at=at, mac=mac
    )
