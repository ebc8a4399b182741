"""A form as a browser without scripts would send it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Form(HTMLParser):
    """What stands within the form with this id: its fields as they were rendered, and where its buttons lead."""

    def __init__(self, page: str, *, id: str) -> None:  # noqa: A002
        super().__init__()
        self.wanted, self.within, self.writing = id, False, ""
        self.fields: dict[str, Any] = {}
        self.buttons: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag == "form":
            self.within = given.get("id") == self.wanted
        if not self.within:
            return
        if tag == "input" and given.get("type") != "checkbox":
            self.fields[given["name"]] = given.get("value", "")
        if tag == "textarea":
            self.writing = given["name"]
            self.fields[self.writing] = ""
        if tag == "button" and given.get("type") == "submit":
            self.buttons[given.get("data-step", "")] = given.get("formaction", "")

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "form"
        self.writing = "" if tag == "textarea" else self.writing

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.fields[self.writing] += data

    def sent(self, client: Client, step: str, **changes: Any) -> Any:
        """Press the button of a step; return the answer."""
        texts = {name: text.removeprefix("\n") for name, text in self.fields.items()}
        return client.post(self.buttons[step], {**texts, **changes})
