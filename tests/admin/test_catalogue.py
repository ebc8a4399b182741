from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from django_bizlicense.models import EngineStop, OCRMeter, ReviewReason
from django_bizlicense.signals import engine_resumed
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


STOPS = "/admin/bizlicense/enginestop/"


def stopped(account: str = "wechat:wx1") -> EngineStop:
    detail = "The address of this server is not on the account's IP list."
    return EngineStop.objects.create(account=account, code="ocr_misconfigured", detail=detail, since=timezone.now())


def resuming(*stops: EngineStop) -> dict[str, object]:
    return {"action": "resume", "_selected_action": [stop.pk for stop in stops]}


def test_stopped_engines_are_shown_with_their_reason() -> None:
    stop = stopped()
    client = logged_in(factories.user("onlooker", "view_enginestop", is_staff=True))
    page = client.get(STOPS).content.decode()
    assert stop.account in page
    assert "IP list" in page
    assert 'value="resume"' not in page


def test_an_operator_resumes_them() -> None:
    heard: list[str] = []

    def hear(account: str, **details: object) -> None:
        heard.append(account)

    engine_resumed.connect(hear)
    stops = stopped("wechat:wx1"), stopped("wechat:wx2")
    client = logged_in(factories.user("operator", "view_enginestop", "delete_enginestop", is_staff=True))
    assert 'value="delete_selected"' not in client.get(STOPS).content.decode()
    page = client.post(STOPS, resuming(*stops), follow=True).content.decode()
    assert "2 accounts are resumed." in page
    assert sorted(heard) == ["wechat:wx1", "wechat:wx2"]
    assert not EngineStop.objects.exists()


def test_who_may_only_look_resumes_nothing() -> None:
    stop = stopped()
    client = logged_in(factories.user("onlooker", "view_enginestop", is_staff=True))
    client.post(STOPS, resuming(stop), follow=True)
    assert EngineStop.objects.filter(pk=stop.pk).exists()


def test_a_stop_is_neither_added_nor_deleted_nor_changed_by_hand() -> None:
    stop = stopped()
    client = logged_in(factories.user("operator", "view_enginestop", "delete_enginestop", is_staff=True))
    assert client.get(f"{STOPS}add/").status_code == 403
    assert client.post(f"{STOPS}{stop.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{STOPS}{stop.pk}/change/", {"account": "x"}).status_code == 403
