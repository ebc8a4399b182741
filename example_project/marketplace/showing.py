"""The whole way of the specimens, over HTTP, as merchants and a reviewer walk it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django_bizlicense.models import LicenseReading
from marketplace.accounts import Account
from marketplace.visitor import FormValues, UnexpectedAnswer, Visitor
from tests.specimens import Specimen
from tests.specimens.scoring import exact_share, normal

QUEUE = "/admin/bizlicense/licenseverification/"
STATUS = re.compile(r'data-biz-status="(\w+)"')
CASE = re.compile(r"/license/([0-9a-f-]{36})/")
PAUSE = 0.5


@dataclass(kw_only=True)
class Case:
    """One specimen on its way."""

    specimen: Specimen
    merchant: Visitor
    account: Account
    pk: str = ""
    seconds: float = 0.0
    status: str = "not sent"

    def look(self) -> str:
        """Return and keep what the merchant's status page says."""
        found = STATUS.search(self.merchant.get(f"/license/{self.pk}/").text)
        self.status = found[1] if found else "unknown"
        return self.status

    @property
    def reading(self) -> LicenseReading | None:
        """What the engine made of the first photo; None where it read nothing."""
        readings = LicenseReading.objects.filter(attempt__verification_id=self.pk, state=LicenseReading.State.READ)
        return readings.order_by("pk").first()

    @property
    def read(self) -> dict[str, str]:
        """The texts that were read; none where nothing was."""
        reading = self.reading
        return reading.fields if reading else {}

    @property
    def score(self) -> tuple[int, int]:
        """How many printed fields were read exactly, and how many are printed."""
        return exact_share(self.specimen.truth["fields"], self.read)

    @property
    def misread(self) -> Iterator[tuple[str, str, str]]:
        """Field, print and reading of what was not read exactly."""
        read = self.read
        for name, printed in self.specimen.truth["fields"].items():
            if printed and normal(printed) != normal(read.get(name, "")):
                yield name, printed, read.get(name, "")


def send(specimen: Specimen, *, url: str, name: str) -> Case:
    """Sign up as a merchant, agree, and send the photo."""
    merchant = Visitor(url)
    account = Account(name, secrets.token_urlsafe(9))
    merchant.sign_up(account.name, account.password)
    merchant.get("/license/")
    files = {"image": (specimen.path.name, specimen.path.read_bytes(), "image/jpeg")}
    answer = merchant.post("/license/", {"consent": "on"}, files)
    found = CASE.search(answer.url)
    if found is None:
        raise UnexpectedAnswer(f"The photo of {specimen.name} was not accepted.")
    return Case(specimen=specimen, merchant=merchant, account=account, pk=found[1])


def wait_until_read(cases: list[Case], *, seconds: float, say: Callable[[str], None]) -> None:
    """Look at the status pages until none says any more that it is being read, or the time is over."""
    began = time.monotonic()
    waiting = list(cases)
    while waiting and time.monotonic() - began < seconds:
        time.sleep(PAUSE)
        for case in [case for case in waiting if case.look() != "submitted"]:
            waiting.remove(case)
            case.seconds = time.monotonic() - began
            say(f"{case.specimen.name}: {case.status} after {case.seconds:.1f} s")


def approve(reviewer: Visitor, case: Case) -> None:
    """Look at the case in the admin and approve it as it stands."""
    _decide(reviewer, case, "approve")


def send_back(reviewer: Visitor, case: Case) -> None:
    """Ask for another photo."""
    given = {"reasons": "image_glare", "message": "The lower right corner cannot be read."}
    _decide(reviewer, case, "request-resubmission", **given)


def reject(reviewer: Visitor, case: Case) -> None:
    """Refuse the case for good."""
    _decide(reviewer, case, "reject", reasons="prohibited_business", note="Not on our list of trades.")


def _decide(reviewer: Visitor, case: Case, step: str, **given: str) -> None:
    page = reviewer.get(f"{QUEUE}{case.pk}/change/")
    shown = FormValues(page.text).values
    kept = {name: shown[name] for name in ("version", "confirmed", *case.read) if name in shown}
    reviewer.post(f"{QUEUE}{case.pk}/{step}/", {**kept, **given})
