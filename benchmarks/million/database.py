"""Databases filled once and kept between runs, on the PostgreSQL that the tests use."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend

from benchmarks.million.fill import EDITION, fill
from tests.suite import local_postgres

MISSING = "PostgreSQL is needed: set TEST_POSTGRES_URL, or let libpq find one where you may make databases."


def database_url() -> str:
    """Return the URL of the tests' PostgreSQL; ends the program saying what is missing where there is none."""
    return os.environ.get("TEST_POSTGRES_URL") or local_postgres() or sys.exit(MISSING)


def cases_database(size: int) -> Any:
    """Return a connection to a database of so many cases, filled where it is not there yet (a million: minutes)."""
    return kept_database(f"bizlicense_cases_{size}", partial(fill, size), stamp=_stamp(size))


def kept_database(name: str, fill: Callable[[], None], *, stamp: str) -> Any:
    """Return a connection to the migrated database of this name; it is made anew where its stamp is another one."""
    made = _made(name, stamp)
    connection = connect(name)
    with using(connection):
        call_command("migrate", verbosity=0)
        if made:
            began = time.monotonic()
            fill()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
                cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [stamp])
            print(f"Filled {name} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return connection


@contextmanager
def using(connection: Any) -> Iterator[None]:
    """Let everything inside the block go to this database."""
    before = connections["default"]
    connections["default"] = connection
    try:
        yield
    finally:
        connections["default"] = before


def connect(name: str) -> Any:
    """Return Django's connection to another database of the same server."""
    url = urlsplit(database_url())
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
    }
    settings = connections.configure_settings({"default": settings})["default"]
    return load_backend(settings["ENGINE"]).DatabaseWrapper(settings, "default")


def _made(name: str, stamp: str) -> bool:
    """Make the database anew unless it bears the stamp; whether it was made."""
    with closing(connect("postgres")) as server, server.cursor() as cursor:
        cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() == (stamp,):
            return False
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    return True


def _stamp(size: int) -> str:
    """Return what changes with the way of filling, and every month, as terms and ages move on."""
    return f"{size} cases, edition {EDITION}, {dt.datetime.now(tz=dt.timezone.utc):%Y-%m}"
