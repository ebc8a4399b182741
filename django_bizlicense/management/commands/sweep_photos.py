"""Delete photos that belong to nobody, and find those that are gone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_bizlicense.photo_sweep import Swept, sweep_photos


class Command(BaseCommand):
    """Compares the photo storage with the records, a month at a time; for cron, once a day.

    Exit code 0: compared, whatever was found; 1: the storage is away, cannot list its files, or holds mostly files
    this database knows nothing of.
    """

    help = "Deletes stored photos older than a day that no sending names, and marks sendings whose photo is gone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument(
            "--force", action="store_true", help="Delete also where most files of a month are unknown to this database."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            months = [self._told(month) for month in sweep_photos(dry_run=options["dry_run"], force=options["force"])]
        except NotImplementedError as error:
            raise CommandError("The photo storage cannot list and date its files; nothing was compared.") from error
        except Exception as error:
            raise CommandError(f"The comparison broke off: {type(error).__name__}.") from error
        self._sum_up(months, dry_run=options["dry_run"])
        if refused := [month.folder for month in months if month.refused]:
            where = ", ".join(refused)
            raise CommandError(
                f"Left: most files in {where} are unknown here. Another database may own them; if none does, --force."
            )

    def _told(self, month: Swept) -> Swept:
        if month.orphans or month.newly_missing or month.found_again:
            self.stdout.write(
                f"{month.folder}: {month.files} files, {month.orphans} that nobody names,"
                f" {month.newly_missing} newly missing, {month.found_again} back again"
            )
        return month

    def _sum_up(self, months: list[Swept], *, dry_run: bool) -> None:
        files, missing = sum(month.files for month in months), sum(month.missing for month in months)
        orphans = sum(month.orphans for month in months if not month.refused)
        what = "would be deleted" if dry_run else "deleted"
        self.stdout.write(f"Compared {files} files: {orphans} {what}, {missing} missing.")
