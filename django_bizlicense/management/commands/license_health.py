"""Say how well the house is."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from django_bizlicense import health
from django_bizlicense.health import Check


class Command(BaseCommand):
    """Asks queue, engines, storage, database and cache; for cron and monitoring. Exit code 0: all is well; 1: not."""

    help = "Says what of the license app is well and what is not."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        report = health.report()
        for check in report.checks:
            self.stdout.write(_line(check) if check.ok else self.style.ERROR(_line(check)))
        if not report.ok:
            ailing = dict.fromkeys(check.name for check in report.checks if not check.ok)
            raise CommandError(f"Not well: {', '.join(ailing)}.", returncode=1)


def _line(check: Check) -> str:
    name = f"{check.name} {check.of}".strip()
    limit = "" if check.limit is None else f" (limit {_shown(check.limit, check.unit)})"
    return f"{'ok ' if check.ok else 'BAD'} {name}: {_shown(check.value, check.unit)}{limit}"


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "no answer"
    if unit == "share":
        return f"{100 * value:.0f} %"
    return f"{value:.2f} s" if unit == "seconds" else f"{value:.0f}"
