"""The three ways in which answers are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unicodedata import combining, east_asian_width

from django_bizlicense.license.fields import FIELDS
from django_bizlicense.wording import field_label, finding_text

Writer = Callable[[Iterator[dict[str, Any]], bool], Iterator[str]]
"""Turns answers into pieces of text; the flag asks for ASCII only."""


def jsonl(answers: Iterator[dict[str, Any]], ascii_only: bool) -> Iterator[str]:
    """Write one object a line."""
    for answer in answers:
        yield json.dumps(answer, ensure_ascii=ascii_only) + "\n"


def json_array(answers: Iterator[dict[str, Any]], ascii_only: bool) -> Iterator[str]:
    """Write one array, an object a line, without holding more than one."""
    before = "[\n"
    for answer in answers:
        yield before + json.dumps(answer, ensure_ascii=ascii_only)
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def table(answers: Iterator[dict[str, Any]], ascii_only: bool) -> Iterator[str]:
    """Write a block for each image, for people."""
    for answer in answers:
        text = "\n".join(_block(answer)) + "\n\n"
        yield text.encode("ascii", "backslashreplace").decode() if ascii_only else text


WRITERS: Mapping[str, Writer] = {"table": table, "json": json_array, "jsonl": jsonl}


def _block(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['image']}  ({answer['seconds']:.1f} s)"
    if answer["error"]:
        yield f"  {answer['error']['code']}: {answer['error']['message']}"
        return
    labels = {name: field_label(name) for name in FIELDS if name in answer["fields"]}
    column = max(map(width, labels.values()), default=0)
    for name, label in labels.items():
        yield f"  {label}{' ' * (column - width(label))}  {answer['fields'][name]}"
    for finding in answer["findings"]:
        yield f"  {finding['severity']}: {finding_text(finding)}"


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes (Unicode Standard Annex 11: wide and fullwidth take two)."""
    return sum(0 if combining(character) else 1 + (east_asian_width(character) in "WF") for character in text)
