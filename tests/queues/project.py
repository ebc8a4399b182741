"""The project's own commands: `send` uploads one photo, `state` prints where it stands."""

from __future__ import annotations

import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

from django_bizlicense import workflow  # noqa: E402
from django_bizlicense.models import LicenseReading, LicenseVerification  # noqa: E402
from tests import factories  # noqa: E402


def send(seed: str) -> str:
    """Return the id of a new case."""
    owner = get_user_model().objects.create_user(f"merchant{seed}")
    return str(workflow.submit(factories.photo(int(seed)), owner=owner).pk)


def state(pk: str) -> str:
    """Return the status of a case, and how often it was tried to read its photo."""
    reading = LicenseReading.objects.get(attempt__verification=pk)
    return f"{LicenseVerification.objects.get(pk=pk).status} {reading.tries}"


if __name__ == "__main__":
    command, argument = sys.argv[1:]
    sys.stdout.write({"send": send, "state": state}[command](argument) + "\n")
