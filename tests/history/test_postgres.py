"""PostgreSQL itself refuses to change history, whoever asks and however."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from django_bizlicense import history
from django_bizlicense.models import VerificationEvent

TABLE = "bizlicense_verificationevent"
CHANGES = (
    f"UPDATE {TABLE} SET actor = 'nobody'",
    f"UPDATE {TABLE} SET actor = actor WHERE false",
    f"DELETE FROM {TABLE}",
    f"TRUNCATE {TABLE}",
    "TRUNCATE bizlicense_licenseverification CASCADE",
    f"INSERT INTO {TABLE} SELECT * FROM {TABLE} ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def refused(sql: str) -> bool:
    try:
        with transaction.atomic():
            execute(sql)
    except IntegrityError as error:
        return "The history in bizlicense_verificationevent is append-only" in str(error)
    return False


@pytest.mark.django_db(transaction=True)  # TRUNCATE first meets what the transaction has yet to check
@pytest.mark.parametrize("sql", CHANGES)
def test_every_change_is_refused(case, sql):
    assert refused(sql)
    assert case.events.count() == 3
    assert list(history.verify()) == []


def test_the_bypass_is_open_inside_its_block_only(case):
    with history.maintenance():
        with history.maintenance():
            execute(CHANGES[0])
        execute(CHANGES[0])
    assert refused(CHANGES[0])
    with pytest.raises(RuntimeError), history.maintenance():
        raise RuntimeError
    assert refused(CHANGES[0])


@pytest.mark.django_db(transaction=True)
def test_the_bypass_ends_with_its_transaction(case):
    with transaction.atomic():
        execute("SET LOCAL bizlicense.history_maintenance = 'on'")
        execute(CHANGES[0])
    assert refused(CHANGES[0])
    with history.maintenance():
        execute(CHANGES[0])
    assert refused(CHANGES[0])


@pytest.mark.django_db(transaction=True)
def test_flush_empties_history_as_it_empties_everything(case):
    call_command("flush", interactive=False, verbosity=0)
    assert not VerificationEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_guard_comes_and_goes_with_its_migration(case):
    call_command("migrate", "bizlicense", "0003", verbosity=0)
    try:
        execute(CHANGES[0])
    finally:
        call_command("migrate", "bizlicense", verbosity=0)
    assert refused(CHANGES[0])
