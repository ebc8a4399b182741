"""Reading a long table a page at a time, along its primary key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from django.db.models import QuerySet

PAGE = 500
"""Rows that are read at a time; MariaDB's driver would else keep all of them in memory."""
Row = TypeVar("Row")


def paged(rows: QuerySet[Any, Row], *, pk: Callable[[Row], Any] = attrgetter("pk")) -> Iterator[list[Row]]:
    """Yield all rows in lists of PAGE, in the order of the primary key, which `pk` takes from a row.

    No cursor stays open, and each row comes once, also where rows change, appear or go on the way.
    """
    ordered = rows.order_by("pk")
    page = list(ordered[:PAGE])
    while page:
        yield page
        page = list(ordered.filter(pk__gt=pk(page[-1]))[:PAGE])


def paged_keys(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """Yield the primary keys of all rows in such lists."""
    return paged(rows.values_list("pk", flat=True), pk=lambda key: key)
