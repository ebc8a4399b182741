"""Send the specimen licenses through a running marketplace."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from requests import RequestException

from marketplace import showing
from marketplace.accounts import Account, merchant_names, reviewer
from marketplace.showing import Case
from marketplace.visitor import UnexpectedAnswer, Visitor
from tests.specimens import SPECIMENS

ENOUGH = 0.95
EXPECTED = {"approved", "resubmission_requested", "rejected"}


class Command(BaseCommand):
    """Ends with 0 where every license was read, decided, and ENOUGH of all printed fields are exactly right."""

    help = "Sends the specimen licenses through the whole flow over HTTP, and prints what was read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000")
        parser.add_argument("--seconds", default=150.0, type=float, help="How long reading may take (default: 150).")

    def handle(self, *args: Any, **options: Any) -> None:
        staff = reviewer()
        self._say(f"The reviewer logs in as {staff.name} with the password {staff.password}")
        try:
            cases = self._send(options["url"])
            showing.wait_until_read(cases, seconds=options["seconds"], say=self._say)
            self._decide(cases, staff, options["url"])
        except (UnexpectedAnswer, RequestException) as error:
            raise CommandError(str(error)) from error
        share = self._print_table(cases)
        self._print_logins(staff, cases)
        self._judge(cases, share)

    def _say(self, text: str) -> None:
        self.stdout.write(f"    {text}")
        self.stdout.flush()

    def _send(self, url: str) -> list[Case]:
        cases = []
        for specimen, name in zip(SPECIMENS, merchant_names(len(SPECIMENS)), strict=True):
            cases.append(showing.send(specimen, url=url, name=name))
            self._say(f"{name} signed up and sent {specimen.path.name}")
        return cases

    def _decide(self, cases: list[Case], staff: Account, url: str) -> None:
        """Send the first case back, reject the last, approve the others."""
        person = Visitor(url)
        person.log_in(staff.name, staff.password, "/admin/login/?next=/admin/")
        ready = [case for case in cases if case.status == "in_review"]
        for case in ready:
            decide = {cases[0].pk: showing.send_back, cases[-1].pk: showing.reject}.get(case.pk, showing.approve)
            decide(person, case)
            self._say(f"{case.specimen.name}: the reviewer decided, the merchant sees {case.look()}")

    def _print_table(self, cases: list[Case]) -> float:
        """Print what was read against the truth and return the share of right fields among the printed ones."""
        self.stdout.write("")
        self.stdout.write(f"    {'license':24}{'right/printed':>14}{'waited':>9}   outcome")
        for case in cases:
            right, printed = case.score
            # A photo that this installation has read before is not sent to the engine again.
            waited = "known" if case.reading and case.reading.reused else f"{case.seconds:.1f} s"
            self.stdout.write(f"    {case.specimen.name:24}{f'{right}/{printed}':>14}{waited:>9}   {case.status}")
            for name, text, read in case.misread:
                self.stdout.write(f"        {name}: printed {text!r}, read {read!r}")
        right, printed = (sum(numbers) for numbers in zip(*(case.score for case in cases), strict=True))
        self.stdout.write(f"    {'all':24}{f'{right}/{printed}':>14}   {right / printed:.1%} exactly right")
        return right / printed

    def _print_logins(self, staff: Account, cases: list[Case]) -> None:
        self.stdout.write("")
        merchants = {case.status: case.account for case in reversed(cases)}
        for who, account in {"reviewer": staff, **merchants}.items():
            self._say(f"{f'log in as {who}':36} user {account.name:14} password {account.password}")
        self.stdout.flush()

    def _judge(self, cases: list[Case], share: float) -> None:
        stuck = [case.specimen.name for case in cases if case.status not in EXPECTED or not case.read]
        if stuck:
            raise CommandError(f"Stuck or not read: {', '.join(stuck)}.")
        if share < ENOUGH:
            raise CommandError(f"Only {share:.1%} of the printed fields are exactly right.")
