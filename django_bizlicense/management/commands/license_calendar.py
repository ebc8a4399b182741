"""Look at the calendar: for cron, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from django_bizlicense import renewal


class Command(BaseCommand):
    """Safe to run at any time, any number of times, also twice at once; what a missed day left is made up for."""

    help = "Writes down which approvals have run out and reminds of those that soon will, or are to be verified again."

    def handle(self, *args: Any, **options: Any) -> None:
        expired = renewal.write_expiries()
        reminded = renewal.remind()
        self.stdout.write(f"Expired: {expired}. Reminded: {reminded}.")
