"""What must be the same on SQLite, PostgreSQL and MariaDB."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.db import connection

from django_bizlicense import merchants, workflow
from django_bizlicense.models import LicenseVerification
from tests import factories

pytestmark = pytest.mark.django_db
RARE = "𠮷𬭎䶮"


def test_rare_characters_of_names_are_kept_told_apart_and_found(settings):
    names = [RARE, RARE[::-1]]
    for seed, name in enumerate(names):
        settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "legal_representative": name})
        factories.in_review(factories.user(f"merchant{seed}"), seed=seed)
    found = [LicenseVerification.objects.get(person_key=name).legal_representative for name in names]
    assert found == names


def test_references_that_differ_in_case_are_two_merchants(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    owner = factories.user()
    case = workflow.submit(factories.photo(), owner=owner, merchant_ref="shop")
    other = workflow.submit(factories.photo(2), owner=owner, merchant_ref="Shop")
    assert case.pk != other.pk
    assert merchants.approved_license(owner, "Shop") is None


@pytest.mark.mariadb
def test_a_collation_that_mixes_merchants_up_is_named():
    messages = [message.id for message in run_checks(databases=["default"])]
    assert "bizlicense.W005" not in messages
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} COLLATE utf8mb4_general_ci")
        try:
            messages = [message.id for message in run_checks(databases=["default"])]
        finally:
            cursor.execute(f"ALTER DATABASE {name} COLLATE utf8mb4_bin")
    assert "bizlicense.W005" in messages
