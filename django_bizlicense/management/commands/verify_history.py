"""Prove the history of every case, against anchors kept outside where there are some."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense import history
from django_bizlicense.models import LicenseVerification

USAGE = 2


class Command(BaseCommand):
    """Exit 0: all right; 1: problems, one line each (case, position, what); 2: usage."""

    help = "Verifies the tamper-evident history of license verifications."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", type=uuid, metavar="ID", help="Look at this case only.")
        parser.add_argument("--against", metavar="FILE", help="Compare with anchors written earlier.")
        parser.add_argument("--anchor", metavar="FILE", help="Write where every history ends into a new file.")
        parser.add_argument("--reseal", action="store_true", help="Seal what holds with the first key anew.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["case"] and (options["anchor"] or options["reseal"]):
            raise CommandError("--anchor and --reseal concern every case.", returncode=USAGE)
        count = 0
        for problem in _problems(options["case"], against=options["against"], reseal=options["reseal"]):
            self.stdout.write(str(problem))
            count += 1
        if options["anchor"]:
            with _opened(options["anchor"], "xb") as file:
                anchors = history.write_anchors(file)
            self.stdout.write(f"Wrote {anchors} anchors.")
        if count:
            raise CommandError(f"Problems found: {count}.", returncode=1)
        self.stdout.write("Every history is as it was written.")


def uuid(text: str) -> UUID:
    """Return the id of a case, for argparse."""
    try:
        return UUID(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no id of a case") from error


def _problems(case: UUID | None, *, against: str | None, reseal: bool) -> Iterator[history.Problem]:
    cases = LicenseVerification.objects.filter(pk=case) if case else None
    if cases is not None and not against and not cases.exists():
        raise CommandError(f"There is no case {case}.", returncode=USAGE)
    if against:
        with _opened(against, "rb") as file:
            yield from history.against(file, only=case)
    yield from history.reseal() if reseal else history.verify(cases)


@contextmanager
def _opened(path: str, mode: str) -> Iterator[IO[bytes]]:
    """Open a file of anchors; never one that is there to write."""
    try:
        with open(path, mode) as file:
            yield file
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=USAGE) from error
    except history.AnchorsChanged as error:
        raise CommandError(f"{path}: the anchors are not as they were written.", returncode=1) from error
