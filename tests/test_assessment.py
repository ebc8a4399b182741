from __future__ import annotations

import pytest
from django.test import override_settings

from django_bizlicense.license.findings import Finding
from django_bizlicense.models import LicenseVerification
from tests import factories

pytestmark = pytest.mark.django_db
Status = LicenseVerification.Status


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_the_same_license_and_photo_elsewhere_are_findings():
    factories.in_review(factories.user("one"))
    case = factories.in_review(factories.user("two"))
    assert {"number_elsewhere", "photo_elsewhere"} <= {finding["code"] for finding in case.findings}


def broken_finding(case: object) -> list[Finding]:
    raise KeyError("a host's bug")


@override_settings(BIZLICENSE_OCR=factories.dummy(), BIZLICENSE_FINDINGS=["tests.test_assessment.broken_finding"])
def test_a_hosts_check_that_raises_is_told_to_the_reviewer_and_stops_nothing():
    case = factories.in_review()
    assert case.status == Status.IN_REVIEW
    [finding] = [finding for finding in case.findings if finding["code"] == "check_failed"]
    assert "tests.test_assessment.broken_finding" in finding["en"]
