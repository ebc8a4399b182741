"""The trace that a case leaves whose history is purged with it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from django_bizlicense.models import LicenseVerification, PurgedCase
from django_bizlicense.models.chain import keys, purged_mac, same


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
    grave = PurgedCase(id=verification.pk, history_length=length, history_head=head, purged_at=timezone.now())
    grave.mac = _mac(keys()[0], grave)
    grave.save(force_insert=True)
    return grave


def is_ours(grave: PurgedCase, keyring: Sequence[bytes]) -> bool:
    """Whether one of the keys has sealed the trace as it stands."""
    return any(same(grave.mac, _mac(key, grave)) for key in keyring)


def seal_grave(grave: PurgedCase, key: bytes) -> None:
    """Seal the trace with this key."""
    grave.mac = _mac(key, grave)
    grave.save(update_fields=["mac"])


def _mac(key: bytes, grave: PurgedCase) -> str:
    return purged_mac(key, grave.pk, grave.history_length, grave.history_head, grave.purged_at)
