"""Hand out what is kept of one merchant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense.export import cases_of, export

ACTOR = "export_merchant"


class Command(BaseCommand):
    """With both --owner and --merchant-ref only what belongs to both; docs/retention.md describes the file."""

    help = "Writes all data and photos of one merchant into a new ZIP file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--owner", default="", metavar="USERNAME", help="The account that sent the licenses.")
        parser.add_argument("--merchant-ref", default="", metavar="REF", help="The merchant's id at your site.")
        parser.add_argument("--to", required=True, type=Path, metavar="FILE.zip", help="A file that is not there yet.")
        parser.add_argument("--with-notes", action="store_true", help="Also what staff wrote for staff.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cases = cases_of(owner=options["owner"], merchant_ref=options["merchant_ref"])
        except ValueError as error:
            raise CommandError("Say whose: --owner, --merchant-ref or both.") from error
        if not cases.exists():
            raise CommandError("There is no case of this merchant.")
        self._export(cases, options["to"], with_notes=options["with_notes"])

    def _export(self, cases: Any, to: Path, *, with_notes: bool) -> None:
        try:
            count = export(cases.iterator(), to, by=ACTOR, with_notes=with_notes)
        except FileExistsError as error:
            raise CommandError(f"{error.filename or error} is there already.") from error
        except Exception as error:
            raise CommandError(f"The export failed: {type(error).__name__}. No file was left.") from error
        self.stdout.write(f"{count} cases written to {to}.")
