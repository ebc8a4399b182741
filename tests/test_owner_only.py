"""Walks the URLs of web/ and api/ themselves: a new one that forgets to look whose case it is fails here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from django_bizlicense.api import urls as api_urls
from django_bizlicense.web import urls as web_urls
from tests import factories

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
VALUES: dict[str, Any] = {"number": 1}
"""What stands for the other parts of a URL, a case with one attempt given."""


def named(urls: Any) -> list[URLPattern]:
    """Return the URLs of a door, and fail on one that this walk could not see."""
    assert all(isinstance(pattern, URLPattern) and pattern.name for pattern in urls.urlpatterns)
    return urls.urlpatterns


def addresses(urls: Any, pk: Any) -> Iterator[str]:
    """Yield every URL of a door that names a case."""
    for pattern in named(urls):
        names = pattern.pattern.regex.groupindex
        if "pk" in names:
            values = {name: pk if name == "pk" else VALUES[name] for name in names}
            yield reverse(f"{urls.app_name}:{pattern.name}", kwargs=values)


def without_case(urls: Any) -> Iterator[str]:
    for pattern in named(urls):
        if not pattern.pattern.regex.groupindex:
            yield reverse(f"{urls.app_name}:{pattern.name}")


@pytest.fixture
def case(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    return factories.in_review(factories.user("owner"))


@pytest.fixture(params=["other merchant", "staff", "staff who may view"])
def stranger(request):
    permissions = ["view_licenseverification"] if "view" in request.param else []
    return factories.user("stranger", *permissions, is_staff="staff" in request.param)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_walk_covers_both_doors(case):
    assert {"web", "api"} <= {urls.__name__.split(".")[1] for urls in (web_urls, api_urls)}
    assert len(list(addresses(web_urls, case.pk))) >= 4
    assert len(list(addresses(api_urls, case.pk))) >= 3
    assert any("photo" in address for address in addresses(web_urls, case.pk))
    assert any("image" in address for address in addresses(api_urls, case.pk))
    assert all(get_resolver().resolve(address) for address in addresses(web_urls, case.pk))


@pytest.mark.parametrize("urls", [web_urls, api_urls], ids=["web", "api"])
def test_somebody_elses_case_is_not_there(case, stranger, urls):
    client = client_of(stranger)
    for address in addresses(urls, case.pk):
        answers = {method: getattr(client, method)(address).status_code for method in METHODS}
        assert 404 in (answers["get"], answers["post"]), (address, answers)
        assert set(answers.values()) <= {404, 405}, (address, answers)


@pytest.mark.parametrize("urls", [web_urls, api_urls], ids=["web", "api"])
def test_the_owner_is_let_in(case, urls):
    client = client_of(case.owner)
    for address in addresses(urls, case.pk):
        assert client.get(address).status_code in {200, 302, 405}, address


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_without_a_name_is_asked_for_one(case, method):
    client = Client()
    for address in [*addresses(web_urls, case.pk), *without_case(web_urls)]:
        response = getattr(client, method)(address)
        assert response.status_code == 302, address
        assert "login" in response["Location"]
    for address in [*addresses(api_urls, case.pk), *without_case(api_urls)]:
        assert getattr(client, method)(address).status_code == 401, address


@pytest.mark.parametrize("method", METHODS)
def test_nobody_leaves_a_trace(case, stranger, method):
    before = (case.version, case.events.count(), case.attempts.count())
    client = client_of(stranger)
    for address in [*addresses(web_urls, case.pk), *addresses(api_urls, case.pk)]:
        getattr(client, method)(address, {"reg_num": "1", "confirm": "on"})
    case.refresh_from_db()
    assert (case.version, case.events.count(), case.attempts.count()) == before
