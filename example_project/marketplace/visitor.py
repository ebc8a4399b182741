"""Somebody with a browser: keeps cookies, fills in forms."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import requests

TIMEOUT = 60


class UnexpectedAnswer(Exception):
    """The server did not answer as it should."""


class Visitor:
    """One person on the site, with a session of their own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy between us and this machine

    def get(self, path: str) -> requests.Response:
        """Open a page; raises UnexpectedAnswer for anything but success."""
        return _success(self.session.get(urljoin(self.url, path), timeout=TIMEOUT))

    def post(self, path: str, data: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> requests.Response:
        """Send a form with the token against forgery, and follow where it leads."""
        token = self.session.cookies.get("csrftoken", "")
        sent = {"csrfmiddlewaretoken": token, **data}
        return _success(self.session.post(urljoin(self.url, path), data=sent, files=files, timeout=TIMEOUT))

    def sign_up(self, name: str, password: str) -> None:
        """Make an account and be logged in."""
        self.get("/signup/")
        given = {"username": name, "email": f"{name}@example.com", "password1": password, "password2": password}
        if self.post("/signup/", given).url.endswith("/signup/"):
            raise UnexpectedAnswer(f"{name} could not sign up.")

    def log_in(self, name: str, password: str, path: str = "/login/") -> None:
        """Log in through a login page."""
        self.get(path)
        if self.post(path, {"username": name, "password": password}).url.endswith(path):
            raise UnexpectedAnswer(f"{name} could not log in.")


class FormValues(HTMLParser):
    """Collects what a browser would send for the fields of a page: {name: value}, boxes counted as ticked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._textarea = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "textarea":
            self._textarea = name
            self.values[name] = ""
        elif tag == "input" and name:
            self.values.setdefault(name, given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data


def _success(response: requests.Response) -> requests.Response:
    if response.status_code != requests.codes.ok:
        raise UnexpectedAnswer(f"{response.request.method} {response.request.path_url}: HTTP {response.status_code}")
    return response
