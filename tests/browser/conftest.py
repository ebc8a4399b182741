from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.axe import NotInstalled, source

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the thread of the test

ALONE = ("--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
"""No page may need the network, or wait for it: Jazzmin asks for fonts from elsewhere."""
REFUSED_OR_GONE = re.compile(r"/(favicon\.ico|correct/|reject/|photo/\d+/)$")
"""Where tests meet a refused step or a lost photo on purpose."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["TEST_CHROMIUM"], args=["--no-sandbox", *ALONE])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: Any) -> str:
    try:
        return source(tmp_path_factory.mktemp("axe"))
    except NotInstalled as error:
        pytest.skip(f"npm cannot get axe-core: {error}")


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """Serve every page under default-src 'self'; themes that break it by themselves are only told so.

    A server of our own: pytest's is started before any test can name a middleware.
    """
    policy = "ReportedPolicy" if getattr(django_settings, "THEME", "") else "StrictPolicy"
    middleware = [f"tests.browser.policy.{policy}", *django_settings.MIDDLEWARE]
    with override_settings(MIDDLEWARE=middleware):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture
def open_page(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a page as a user; what the console complains about fails the test at its end."""
    contexts, complaints = [], []

    def opened(
        user: Any, *, width: int = 1440, height: int = 800, complaints_expected: bool = False, **options: Any
    ) -> Any:
        context = chromium.new_context(base_url=live_server.url, viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": _session(user), "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        if not complaints_expected:
            page.on("console", lambda message: complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def _complaint(message: Any) -> list[str]:
    expected = message.type != "error" or REFUSED_OR_GONE.search(message.location["url"])
    return [] if expected else [message.text]


def _session(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value
