"""Rows that are written once: the guard in Python, and the one bypass that PostgreSQL's triggers know too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING = "bizlicense.history_maintenance"
"""The setting of a PostgreSQL transaction that lets changes through while it is "on"; migration 0004 knows it."""

_Row = TypeVar("_Row", bound=models.Model)
_lifted: ContextVar[bool] = ContextVar("bizlicense_history_maintenance", default=False)


class AppendOnly(RuntimeError):
    """History was to be changed or removed outside `history.maintenance()`."""


@contextmanager
def maintenance(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let this thread change and remove history inside the block, which is one transaction.

    The only bypass, for purging, sealing anew and tests; `verify_history` sees what was done without the key.
    """
    token = _lifted.set(True)
    try:
        with transaction.atomic(using=using):
            before = _set_for_transaction(connections[using], "on")
            yield
            _set_for_transaction(connections[using], before)
    finally:
        _lifted.reset(token)


def refuse_unless_maintained() -> None:
    """Raise AppendOnly outside `maintenance()`."""
    if not _lifted.get():
        raise AppendOnly("history is append-only: only history.maintenance() may change or remove it")


class AppendOnlyQuerySet(models.QuerySet[_Row]):
    """Refuses what changes, removes or slips in many rows at once; a safeguard against slips, no wall."""

    def update(self, **kwargs: Any) -> int:
        refuse_unless_maintained()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_unless_maintained()
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[_Row]:
        refuse_unless_maintained()
        return super().bulk_create(*args, **kwargs)


def _set_for_transaction(connection: BaseDatabaseWrapper, value: str) -> str:
    """Set what the triggers look at until the transaction ends, and return what it was."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [SETTING])
        (before,) = cursor.fetchone()
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
    return str(before)
