"""read_license as the tests call it."""

from __future__ import annotations

import json
from io import StringIO

from django.core.management import call_command


def run(*arguments: object) -> str:
    """Return what the command prints."""
    output = StringIO()
    call_command("read_license", *map(str, arguments), stdout=output, stderr=StringIO())
    return output.getvalue()


def answers(*arguments: object) -> list[dict]:
    """Return what it says of each image."""
    return [json.loads(line) for line in run(*arguments, "--format", "jsonl").splitlines()]
