from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from django_bizlicense.models import OCRMeter, ReviewReason
from tests import factories
from tests.admin.conftest import logged_in

pytestmark = pytest.mark.django_db
REASONS = "/admin/bizlicense/reviewreason/"
METERS = "/admin/bizlicense/ocrmeter/"


def lead() -> Client:
    permissions = (
        "view_reviewreason",
        "change_reviewreason",
        "add_reviewreason",
        "delete_reviewreason",
        "view_ocrmeter",
    )
    return logged_in(factories.user("lead", *permissions, is_staff=True))


def posted(reason: ReviewReason, **changes) -> dict[str, object]:
    names = ("code", "group", "title_en", "title_zh", "fix_en", "fix_zh", "position")
    return {name: getattr(reason, name) for name in names} | {"active": "on", "fields_ticked": reason.fields} | changes


def test_texts_fields_and_use_can_be_changed() -> None:
    reason = ReviewReason.objects.get(code="name_mismatch")
    changes = {"title_en": "Another name", "fields_ticked": ["enterprise_name", "serial"], "active": ""}
    assert lead().post(f"{REASONS}{reason.pk}/change/", posted(reason, **changes)).status_code == 302
    reason.refresh_from_db()
    assert (reason.title_en, reason.fields, reason.active) == ("Another name", ["enterprise_name", "serial"], False)


def test_a_code_stays_and_a_field_is_one_of_the_twelve() -> None:
    reason = ReviewReason.objects.get(code="name_mismatch")
    client, address = lead(), f"{REASONS}{reason.pk}/change/"
    assert client.post(address, posted(reason, fields_ticked=["status"])).status_code == 200
    client.post(address, posted(reason, code="renamed"))
    reason.refresh_from_db()
    assert (reason.code, reason.fields) == ("name_mismatch", ["enterprise_name"])


def test_a_reason_is_added_and_never_deleted() -> None:
    client = lead()
    made = ReviewReason(code="no_stamp", group="document", title_en="No stamp", title_zh="无印章", position=300)
    assert client.post(f"{REASONS}add/", posted(made)).status_code == 302
    made = ReviewReason.objects.get(code="no_stamp")
    assert client.post(f"{REASONS}{made.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_of_reasons_opens() -> None:
    assert "The photo is blurred" in lead().get(REASONS).content.decode()


def test_meters_are_read_only() -> None:
    meter = OCRMeter.objects.create(account="wx1", window_starts_at=timezone.now(), calls=3)
    client = lead()
    assert "wx1" in client.get(METERS).content.decode()
    assert client.get(f"{METERS}add/").status_code == 403
    assert client.post(f"{METERS}{meter.pk}/change/", {"calls": 0}).status_code == 403
    assert client.post(f"{METERS}{meter.pk}/delete/", {"post": "yes"}).status_code == 403
