"""Statements that make many rows inside the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


def run(*statements: str, **values: Any) -> None:
    """Run statements one by one, each with the same values."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values or None)


def spread(template: models.Model, source: str, **texts: str) -> None:
    """Insert one row for each of the source: these columns as SQL says, all others as the template has them."""
    columns = [field for field in template._meta.concrete_fields if not field.primary_key or field.column in texts]
    names = ", ".join(f'"{field.column}"' for field in columns)
    values = ", ".join(texts.get(field.column, f'(template.one)."{field.column}"') for field in columns)
    table, key = template._meta.db_table, template._meta.pk.column
    run(
        f'INSERT INTO "{table}" ({names}) SELECT {values} FROM (SELECT * FROM {source}) AS row,'
        f' (SELECT one FROM "{table}" AS one WHERE "{key}" = %(template)s) AS template',
        template=template.pk,
    )


@contextmanager
def indexes_afterwards() -> Iterator[None]:
    """Drop the indexes that hold no constraint, and make them again in one go; it takes half the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept.relname, pg_get_indexdef(kept.oid) FROM pg_index JOIN pg_class kept ON kept.oid = indexrelid"
            " JOIN pg_class filled ON filled.oid = indrelid"
            r" WHERE filled.relname LIKE 'bizlicense\_%' AND NOT indisunique"
        )
        indexes = dict(cursor.fetchall())
    run(*(f'DROP INDEX "{name}"' for name in indexes))
    yield
    connection.check_constraints()  # inside a transaction they are still due, and keep indexes from being made
    run(*indexes.values())
