from __future__ import annotations

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from django_bizlicense.models import LicenseAttempt, LicenseVerification
from django_bizlicense.models.event import digest
from tests import factories
from tests.factories import approved
from tests.web.pages import client_of, sending, words
from tests.web.storages import away

pytestmark = pytest.mark.django_db
START = "/license/"


def test_a_photo_becomes_a_case_and_its_status_page(client, owner):
    response = client.post(START, sending(enterprise_name="杭州样本云杉贸易有限公司", serial=" "))
    case = LicenseVerification.objects.get(owner=owner)
    assert (response.status_code, response.url) == (302, reverse("bizlicense:status", args=[case.pk]))
    attempt = case.latest_attempt
    assert attempt.stated == {"enterprise_name": "杭州样本云杉贸易有限公司"}
    assert attempt.photo_content().startswith(b"\xff\xd8")
    assert "We are reading your license" in words(client.get(response.url))


def test_the_login_is_asked_for():
    response = Client().get(START)
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/?next=/license/")


def test_an_open_case_leads_to_its_status(client, owner):
    case = factories.submitted(owner)
    for response in (client.get(START), client.post(START, sending())):
        assert (response.status_code, response.url) == (302, reverse("bizlicense:status", args=[case.pk]))
    assert LicenseAttempt.objects.count() == 1


def test_each_merchant_of_an_owner_has_a_case_of_its_own(client, owner):
    factories.submitted(owner)
    client.post(START + "?merchant_ref=shop-2", sending())
    assert set(LicenseVerification.objects.values_list("merchant_ref", flat=True)) == {"", "shop-2"}


@pytest.mark.parametrize(("merchant_ref", "status"), [("x" * 100, 200), ("x" * 101, 404), ("%00", 200)])
def test_a_merchant_ref_is_never_cut(client, merchant_ref, status):
    assert client.get(f"{START}?merchant_ref={merchant_ref}").status_code == status


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (b"", "The file is empty."),
        (b"just text", "This file is not a JPEG or PNG picture."),
        (b"%PDF-1.7 ....", "Take a photo of the license, or save the page as a JPEG picture."),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "Most Compatible"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 30, "damaged"),
    ],
)
def test_a_refused_photo_says_what_to_do_and_keeps_what_was_typed(client, image, message):
    response = client.post(START, sending(image, enterprise_name="云杉贸易"))
    assert response.status_code == 200
    assert message in words(response)
    assert 'value="云杉贸易"' in response.content.decode()
    assert 'aria-describedby="id_image_error"' in response.content.decode()
    assert LicenseVerification.objects.count() == 0


@pytest.mark.parametrize(("typed", "opened"), [({}, False), ({"enterprise_name": "云杉"}, True)])
def test_the_optional_fields_open_only_where_something_was_typed(client, typed, opened):
    page = client.post(START, sending(b"just text", **typed)).content.decode()
    assert ("<details open>" in page) is opened


def test_a_form_without_a_photo_asks_for_one(client):
    response = client.post(START, {"consent": "on"})
    assert "Choose a photo of your license." in words(response)


def test_no_consent_no_case(client):
    data = sending()
    del data["consent"]
    response = client.post(START, data)
    assert "Without your agreement the photo cannot be read." in words(response)
    assert LicenseVerification.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "is read on this server"),
        ({"BIZLICENSE_CONSENT_TEXT": None}, "is read on this server"),
        ({"BIZLICENSE_CONSENT_TEXT": "Wir <lesen> es."}, "Wir <lesen> es."),
        (
            {
                "BIZLICENSE_OCR": {
                    "default": {
                        "BACKEND": "django_bizlicense.ocr.wechat.WeChatBackend",
                        "OPTIONS": {"appid": "a", "secret": "b", "base_url": "http://127.0.0.1:9"},
                    }
                }
            },
            "is sent to WeChat (Tencent) to be read",
        ),
    ],
)
def test_the_consent_names_who_reads_the_photo_and_is_kept(client, given, text):
    with override_settings(**given):
        page = client.get(START)
        client.post(START, sending())
    assert text in words(page)
    assert "<lesen>" not in page.content.decode()
    assert LicenseAttempt.objects.get().consent == digest(page.context["form"].consent_text)


@override_settings(STORAGES=away())
def test_a_storage_that_is_away_is_said_and_nothing_is_kept(client):
    response = client.post(START, sending(enterprise_name="云杉"))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "nothing was kept" in words(response)
    assert 'value="云杉"' in response.content.decode()
    assert LicenseVerification.objects.count() == 0


@override_settings(BIZLICENSE_UPLOAD_MAX_BYTES=100_000)
def test_a_file_over_the_limit_is_cut_off_with_a_message(client):
    response = client.post(START, sending(factories.jpeg() + b"\0" * 300_000))
    assert response.status_code == 200
    assert "The file is too large." in words(response)
    assert LicenseVerification.objects.count() == 0


@override_settings(BIZLICENSE_UPLOAD_MAX_BYTES=100_000)
def test_the_limit_holds_while_csrf_is_checked(owner):
    client = client_of(owner, enforce_csrf_checks=True)
    client.get(START)
    token = client.cookies["csrftoken"].value
    response = client.post(START, {"csrfmiddlewaretoken": token, **sending(factories.jpeg() + b"\0" * 300_000)})
    assert response.status_code == 200
    assert "too large" in words(response)


def test_a_text_too_long_is_refused_beside_its_field(client):
    response = client.post(START, sending(address="路" * 2001))
    assert 'id="id_address_error"' in response.content.decode()


def test_what_was_typed_is_escaped(client):
    response = client.post(START, {"enterprise_name": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in response.content


def test_a_verified_merchant_is_told_so(client, owner):
    case = approved(owner)
    response = client.get(START)
    assert "Your license is verified." in words(response)
    assert reverse("bizlicense:status", args=[case.pk]) in response.content.decode()


def test_no_cache_keeps_the_page(client):
    assert client.get(START)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("limit", "text"), [(20 << 20, "20 MB"), (int(2.5 * (1 << 20)), "2.5 MB"), (10 << 10, "10 KB")]
)
def test_the_limit_reads_as_a_person_writes_it(client, limit, text):
    with override_settings(BIZLICENSE_UPLOAD_MAX_BYTES=limit):
        assert f"JPEG or PNG, up to {text} " in words(client.get(START)).replace("\xa0", " ")


def test_the_page_asks_for_pictures_and_never_forces_the_camera(client):
    page = client.get(START).content.decode()
    assert 'accept="image/jpeg,image/png"' in page
    assert "capture" not in page
    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == 1
