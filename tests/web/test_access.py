"""Every URL of the merchant's pages, taken from the URLconf itself, by everybody who must not see it."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from django_bizlicense.models import VerificationEvent
from django_bizlicense.web import urls
from tests import factories
from tests.web.pages import client_of

pytestmark = pytest.mark.django_db
OF_A_CASE = [pattern.name for pattern in urls.urlpatterns if "pk" in pattern.pattern.converters]
METHODS = ["get", "head", "post", "put", "delete"]


def address(name: str, pk: object) -> str:
    number = {"number": 1} if name == "photo" else {}
    return reverse(f"bizlicense:{name}", kwargs={"pk": pk, **number})


def test_the_walk_sees_the_pages():
    assert {"status", "resend", "photo", "confirm", "withdraw"} <= set(OF_A_CASE)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", OF_A_CASE)
def test_somebody_elses_case_does_not_exist(name, method):
    case = factories.in_review(factories.user())
    others = [factories.user("other"), factories.reviewer(), get_user_model().objects.create_superuser("root")]
    for other in others:
        assert getattr(client_of(other), method)(address(name, case.pk)).status_code == 404
    case.refresh_from_db()
    assert case.status == "in_review"
    assert not case.events.filter(kind=VerificationEvent.Kind.PHOTO_VIEWED).exists()


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_made_up_id_does_not_exist(name):
    assert client_of(factories.user()).get(address(name, uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("name", OF_A_CASE)
def test_nobody_is_led_to_the_login(name):
    response = Client().get(address(name, factories.submitted().pk))
    assert response.status_code == 302
    assert response.url.startswith("/admin/login/?next=")


@pytest.mark.parametrize("name", OF_A_CASE)
def test_a_case_without_an_owner_belongs_to_nobody(name):
    owner = factories.user()
    case = factories.submitted(owner)
    owner.delete()
    assert client_of(factories.user("other")).get(address(name, case.pk)).status_code == 404
