"""The marketplace as its visitors meet it: over HTTP, with nobody there to read photos."""

from __future__ import annotations

import subprocess

import pytest
import requests
from django import VERSION

from tests import factories
from tests.example.site import served

MAKE_STAFF = "from marketplace.accounts import reviewer; print(reviewer().password)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Serve a new marketplace, and return its address and the environment it runs in."""
    with served(tmp_path_factory.mktemp("marketplace")) as running:
        yield running


@pytest.fixture
def visitor(site):
    from marketplace.visitor import Visitor

    with (made := Visitor(site[0])).session:
        yield made


def test_a_merchant_signs_up_sends_a_photo_and_waits_for_the_shop(visitor):
    visitor.sign_up("lin", "correct horse battery")
    assert visitor.get("/shop/").url.endswith("/license/")
    page = visitor.post("/license/", {"consent": "on"}, {"image": ("a.jpg", factories.jpeg(), "image/jpeg")})
    assert "We are reading your license" in page.text
    assert "Linden Market" in page.text
    assert visitor.get("/shop/").url == page.url


def test_the_consent_is_asked_for_and_names_the_reader(visitor):
    visitor.sign_up("mei", "correct horse battery")
    assert "WeChat sandbox" in visitor.get("/license/").text
    page = visitor.post("/license/", {}, {"image": ("a.jpg", factories.jpeg(), "image/jpeg")})
    assert "Without your agreement" in page.text


def test_the_language_can_be_changed(visitor):
    assert '<html lang="en">' in visitor.get("/").text
    assert '<html lang="zh-hans">' in visitor.post("/i18n/setlang/", {"language": "zh-hans", "next": "/"}).text
    assert "开" in visitor.get("/").text


def test_every_page_has_the_strict_policy_where_django_brings_one(visitor):
    policy = "default-src 'self'" if VERSION >= (6, 0) else None
    for path in ("/", "/login/", "/signup/", "/admin/login/"):
        assert visitor.get(path).headers.get("Content-Security-Policy") == policy


def test_strangers_are_led_to_the_login(visitor):
    for path in ("/shop/", "/license/"):
        assert "/login/?next=" in visitor.get(path).url


def test_the_reviewer_sees_the_queue_and_nothing_else(site, visitor):
    address, manage, environment = site
    made = subprocess.run(
        [*manage, "shell", "--verbosity", "0", "-c", MAKE_STAFF],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    visitor.log_in("reviewer", made.stdout.strip(), "/admin/login/?next=/admin/")
    assert visitor.get("/admin/bizlicense/licenseverification/").ok
    with requests.Session() as other:
        other.cookies.update(visitor.session.cookies)
        assert other.get(f"{address}/admin/auth/user/", timeout=10).status_code == 403


def test_the_api_wants_a_login(visitor):
    assert visitor.session.get(f"{visitor.url}/api/license/verifications/", timeout=10).status_code == 401
