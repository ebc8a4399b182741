from __future__ import annotations

import logging
import os
import signal
import threading
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import override_settings

from django_bizlicense.models import LicenseReading, LicenseVerification
from django_bizlicense.ocr import BaseOCRBackend, OCRImage, OCRResult
from tests import factories

pytestmark = pytest.mark.django_db
COMMAND = "recognize_pending"


class StoppingBackend(BaseOCRBackend):
    """Is asked to end while it reads."""

    def read(self, image: OCRImage) -> OCRResult:
        os.kill(os.getpid(), signal.SIGTERM)
        return OCRResult(fields={"reg_num": "91330106MA2CFRHE4W"})


STOPPING = {"default": {"BACKEND": f"{__name__}.StoppingBackend"}}


def sweep(*arguments: str) -> str:
    output = StringIO()
    call_command(COMMAND, *arguments, stdout=output)
    return output.getvalue()


def wait_for_three(owner_names: tuple[str, ...] = ("a", "b", "c")) -> None:
    for seed, name in enumerate(owner_names):
        factories.submitted(factories.user(name), seed=seed)


def states() -> list[str]:
    return sorted(LicenseReading.objects.values_list("state", flat=True))


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_what_waits_is_read_and_said_in_one_line():
    wait_for_three()
    assert sweep() == "Worked off 3 waiting readings.\n"
    assert set(LicenseVerification.objects.values_list("status", flat=True)) == {"in_review"}


def test_nothing_to_do_says_nothing():
    assert sweep() == ""


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_the_limit_holds():
    wait_for_three()
    assert sweep("--limit", "2") == "Worked off 2 waiting readings.\n"
    assert states() == ["pending", "read", "read"]


@override_settings(BIZLICENSE_OCR=STOPPING)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("arguments", [(), ("--watch", "60")])
def test_sigterm_ends_it_after_the_reading_under_way_and_keeps_its_answer(arguments):
    wait_for_three()
    before = signal.getsignal(signal.SIGTERM)
    assert sweep(*arguments) == "Worked off 1 waiting reading.\n"
    assert states() == ["pending", "pending", "read"]
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_pause_ends_at_once(number):
    timer = threading.Timer(0.3, os.kill, (os.getpid(), number))
    timer.start()
    assert sweep("--watch", "3600") == ""
    timer.join()


class AwayTwice:
    """Stands before the database and lets nothing through, twice."""

    def __init__(self) -> None:
        self.refused = 0

    def __call__(self, execute, sql, params, many, context):
        if self.refused < 2:
            self.refused += 1
            raise OperationalError("the server is away")
        return execute(sql, params, many, context)


def test_a_failing_round_is_exit_code_1():
    with connection.execute_wrapper(AwayTwice()), pytest.raises(CommandError, match="the server is away") as caught:
        sweep()
    assert caught.value.returncode == 1


@override_settings(BIZLICENSE_OCR=STOPPING)
@pytest.mark.django_db(transaction=True)
def test_a_failing_round_is_logged_and_the_next_one_reads(caplog):
    factories.submitted()
    with connection.execute_wrapper(AwayTwice()), caplog.at_level(logging.ERROR):
        assert sweep("--watch", "0.01") == "Worked off 1 waiting reading.\n"
    assert len(caplog.records) == 2
    assert "A round of readings failed" in caplog.text


@pytest.mark.parametrize("arguments", [("--limit", "0"), ("--limit", "x"), ("--watch", "-1"), ("--watch", "inf")])
def test_odd_numbers_are_refused(arguments):
    with pytest.raises(CommandError):
        sweep(*arguments)
