"""Ask the engines for a sign of life."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import ERROR
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from django_bizlicense import accounts
from django_bizlicense.conf import settings
from django_bizlicense.exceptions import InvalidOCRBackend, OCRError
from django_bizlicense.models import EngineStop
from django_bizlicense.ocr import BaseOCRBackend, ocr_backends

FAILURE, USAGE = 1, 2


class Command(BaseCommand):
    """Looks at the options of each engine and lets it show that it could read, without spending a call.

    WeChat is asked for an access_token, which proves appid, secret and IP list; whether the account may call the OCR
    shows the next reading. An account that a misconfiguration has stopped goes on when its engine is well. Exit code
    0: all is well; 1: something is wrong, and the output says what; 2: wrong usage.
    """

    help = "Asks each engine of BIZLICENSE_OCR for a sign of life, without spending quota."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("aliases", nargs="*", metavar="ALIAS", help="Engines of BIZLICENSE_OCR (default: all).")
        parser.add_argument("--resume", metavar="ACCOUNT", help="Only let this stopped account go on, asking nobody.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["resume"]:
            self._resume(options["resume"])
            return
        aliases = options["aliases"] or list(settings.OCR)
        if unknown := sorted(set(aliases) - set(settings.OCR)):
            raise CommandError(f"BIZLICENSE_OCR has no engine {', '.join(unknown)}.", returncode=USAGE)
        ailing = [alias for alias in aliases if not self._is_well(alias)]
        if ailing or not aliases:
            raise CommandError(f"Not well: {', '.join(ailing) or 'there is no engine at all'}.", returncode=FAILURE)

    def _resume(self, account: str) -> None:
        if not accounts.resume(account):
            known = ", ".join(EngineStop.objects.values_list("account", flat=True)) or "none"
            raise CommandError(f"{account} is not stopped. Stopped accounts: {known}.", returncode=FAILURE)
        self.stdout.write(f"{account} goes on; recognize_pending reads what waits.")

    def _is_well(self, alias: str) -> bool:
        troubles = []
        for sentence, is_trouble in _examination(alias):
            troubles += [sentence] if is_trouble else []
            style = self.style.ERROR if is_trouble else str
            self.stdout.write(f"{alias}: {style(sentence)}")
        return not troubles


def _examination(alias: str) -> Iterator[tuple[str, bool]]:
    """Yield what is found of one engine, in sentences, and whether each is trouble."""
    try:
        backend: BaseOCRBackend = ocr_backends[alias]
    except InvalidOCRBackend as error:
        yield str(error), True
        return
    for message in backend.check():
        yield f"{message.msg} {message.hint or ''} ({message.id})", message.level >= ERROR
    try:
        yield backend.probe(), False
    except OCRError as error:
        yield str(error), True
        yield from _standing(backend, well=False)
    else:
        yield from _standing(backend, well=True)


def _standing(backend: BaseOCRBackend, *, well: bool) -> Iterator[tuple[str, bool]]:
    calls, stop = accounts.standing(backend)
    limit = backend.options["daily_limit"]
    if backend.remote:
        yield f"{calls} calls of {backend.account} today{f', of {limit}' if limit else ''}.", False
    if limit is not None and calls >= limit:
        yield "The daily_limit is reached; readings wait until the day of the limit ends.", True
    if stop is None:
        return
    since = f"{timezone.localtime(stop.since):%Y-%m-%d %H:%M %Z}"
    if stop.until is not None:
        yield f"{stop.account} waits until {timezone.localtime(stop.until):%Y-%m-%d %H:%M %Z}: {stop.detail}", True
    elif well:
        accounts.resume(stop.account)
        yield (
            f"{stop.account} was stopped since {since} and goes on now. It was: {stop.detail}",
            False,
        )
    else:
        yield f"{stop.account} is stopped since {since}: {stop.detail}", True
