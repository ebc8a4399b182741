"""Django's flush, which the guard of the history would refuse on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from django_bizlicense.history import maintenance


class Command(flush.Command):
    """Empties the history with everything else, for `manage.py flush` and for Django's TransactionTestCase."""

    def handle(self, **options: Any) -> None:
        if connections[options["database"]].vendor != "postgresql":
            super().handle(**options)
            return
        with maintenance(using=options["database"]):
            super().handle(**options)
