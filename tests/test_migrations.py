"""Migrations that carry over what is there."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from django_bizlicense.models import LicenseVerification

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_read_is_told_of_the_newest_attempt_of_every_case():
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("bizlicense")
    call_command("migrate", "bizlicense", "0005", verbosity=0)
    try:
        old = MigrationExecutor(connection).loader.project_state(("bizlicense", "0005_missing_photo")).apps
        names = ("LicenseVerification", "LicenseAttempt", "LicenseReading")
        cases, attempts, readings = (old.get_model("bizlicense", name).objects for name in names)
        for name, states in {"read": ("failed", "read"), "unread": ("read", "unreadable"), "none": ()}.items():
            case = cases.create(owner_text=name, attempt_count=len(states))
            for number, state in enumerate(states, start=1):
                attempt = attempts.create(verification=case, number=number, width=1, height=1)
                readings.create(attempt=attempt, alias="default", state=state)
    finally:
        call_command("migrate", "bizlicense", newest[0][1], verbosity=0)
    assert dict(LicenseVerification.objects.values_list("owner_text", "unread")) == {
        "read": False,
        "unread": True,
        "none": True,
    }
