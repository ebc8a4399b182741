"""Let go what is no longer needed: for cron, once a day."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense import retention
from django_bizlicense.management.arguments import positive_whole_number


class Command(BaseCommand):
    """May be killed at any time and run again; each case is one transaction.

    With --case it erases one closed case at once, as when a merchant asks for it.
    """

    help = "Purges photos, raw answers, fields and whole cases whose time in BIZLICENSE_RETENTION is over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would go, and change nothing.")
        parser.add_argument("--limit", type=positive_whole_number, metavar="N", help="So many purges at most.")
        parser.add_argument("--case", type=UUID, metavar="ID", help="One case; needs --everything-but-history.")
        parser.add_argument(
            "--everything-but-history", action="store_true", help="Erase photo and data of --case now, history stays."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["case"] is not None) != options["everything_but_history"]:
            raise CommandError("--case and --everything-but-history belong together.")
        if options["case"]:
            self._erase(options["case"], dry_run=options["dry_run"])
        elif options["dry_run"]:
            self._foretell()
        else:
            self._purge(limit=options["limit"], verbose=options["verbosity"] > 1)

    def _erase(self, pk: UUID, *, dry_run: bool) -> None:
        if dry_run:
            raise CommandError("--dry-run does not go with --case.")
        if (purged := retention.erase(pk)) is None:
            raise CommandError(f"Case {pk} is not erased: it is not there, open, held, or an approval in use.")
        self._tell(purged)

    def _foretell(self) -> None:
        for artefact, days in retention.kept_for():
            self.stdout.write(f"{artefact}: {retention.due(artefact, days).count()} cases due")

    def _purge(self, *, limit: int | None, verbose: bool) -> None:
        done, failed = Counter[str](), 0
        for purged in retention.purge_due(limit=limit):
            failed += bool(purged.error)
            done.update(purged.artefacts if not purged.error else ())
            if verbose or purged.error:
                self._tell(purged)
        for artefact, _days in retention.kept_for():
            self.stdout.write(f"{artefact}: {done[artefact]} cases purged")
        if failed:
            raise CommandError(f"{failed} purges failed; the next run tries them again.")

    def _tell(self, purged: retention.Purged) -> None:
        counts = ", ".join(f"{count} {name}" for name, count in purged.counts.items())
        self.stdout.write(f"{purged.verification_id} {'+'.join(purged.artefacts)}: {purged.error or counts}")
