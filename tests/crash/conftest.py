from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.crash.house import CountingReader, House, standing

NUMBERS = itertools.count()


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Make a database of its own on the server of DATABASE_URL; without one the house uses SQLite."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        yield {}
        return
    import psycopg

    server, _slash, name = url.rpartition("/")
    own = f"{name}_crash_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{own}"')
        try:
            yield {"DATABASE_URL": f"{server}/{own}"}
        finally:
            connection.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


@pytest.fixture(scope="module")
def standing_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, CountingReader]]:
    folder: Path = tmp_path_factory.mktemp("house")
    with own_database() as database, standing(folder, **database) as found:
        yield found


@pytest.fixture
def house(standing_house: tuple[House, CountingReader]) -> House:
    return standing_house[0]


@pytest.fixture
def reader(standing_house: tuple[House, CountingReader]) -> CountingReader:
    return standing_house[1]
