"""Where a failed reading leaves traces beyond itself: error mail, the row of a failed task, the database, the API."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.core import mail, serializers
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from django_bizlicense import recognition
from django_bizlicense.ocr import OCRImage, ocr_backend
from django_bizlicense.ocr.wechat import transport
from tests import factories
from tests.api.sending import case_url, client_of
from tests.ocr.wechat.factories import APPID, SECRET, TOKEN
from tests.ocr.wechat.far_end import FarEnd, far_end, http, resets, sends

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
ADMINS = ["ops@example.com"] if django.VERSION >= (6, 0) else [("Ops", "ops@example.com")]
ECHO = f"https://h/cv/ocr/bizlicense?access_token={TOKEN}&secret={SECRET}"


def hangs(connection: Any) -> None:
    time.sleep(0.5)


def says(**values: Any) -> Any:
    return sends(http(json.dumps(values).encode()))


FAILURES = {
    "reset": resets,
    "hang": hangs,
    "500": sends(http(ECHO.encode(), status="500 Oops")),
    "not JSON": sends(http(ECHO.encode())),
    "redirect": sends(http(b"{}", status="302 Found", headers=f"Location: {ECHO}\r\n")),
    "gigantic": sends(http(TOKEN.encode() * 3000)),
    "token refused": says(errcode=40001, errmsg=f"invalid {TOKEN} rid: {TOKEN}"),
    "misconfigured": says(errcode=48001, errmsg=ECHO),
    "unknown code": says(errcode=123456, errmsg=ECHO),
    "echoed in a reading": says(errcode=0, errmsg=ECHO, address=ECHO, reg_num="91", more={TOKEN: [ECHO]}),
}
RAISING = [name for name in FAILURES if name != "echoed in a reading"]


def raising_view(request: HttpRequest) -> HttpResponse:
    ocr_backend.read(OCRImage(data=factories.jpeg()))
    return HttpResponse()


urlpatterns = [path("read/", raising_view)]


@pytest.fixture
def engine(settings):
    def use(server: FarEnd) -> None:
        options = {"appid": APPID, "secret": SECRET, "base_url": server.base_url, "deadline": 0.4}
        backend = "django_bizlicense.ocr.wechat.WeChatBackend"
        settings.BIZLICENSE_OCR = {"default": {"BACKEND": backend, "OPTIONS": options}}

    caches["default"].clear()
    yield use
    transport.session().close()


def assert_nothing_leaks(*texts: str) -> None:
    for text in texts:
        assert TOKEN not in text
        assert SECRET not in text


@pytest.mark.filterwarnings("ignore:.*default mailer")  # a setting of the host
@pytest.mark.parametrize("failure", RAISING)
def test_the_error_mail_of_django(engine, failure):
    with far_end(FAILURES[failure]) as server:
        engine(server)
        with override_settings(ROOT_URLCONF=__name__, ADMINS=ADMINS, DEBUG=False):
            response = Client(raise_request_exception=False).get("/read/")
    assert response.status_code == 500
    [message] = mail.outbox
    assert "OCR" in message.body
    html = "".join(str(content) for content, _ in getattr(message, "alternatives", []))
    assert_nothing_leaks(message.subject, message.body, html)


@pytest.mark.parametrize("failure", RAISING)
def test_every_variable_of_every_frame(engine, failure):
    """Sentry and its like print variables without Django's filter."""
    with far_end(FAILURES[failure]) as server:
        engine(server)
        try:
            raising_view(HttpRequest())
        except Exception as error:  # noqa: BLE001
            report = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "raising_view" in report
    assert_nothing_leaks(report)


def every_row() -> str:
    return "".join(serializers.serialize("json", model._default_manager.all()) for model in apps.get_models())


@pytest.mark.parametrize("failure", FAILURES)
def test_the_database_and_the_api(engine, failure, caplog):
    caplog.set_level(logging.DEBUG)
    owner = factories.user()
    case = factories.submitted(owner)
    with far_end(FAILURES[failure]) as server:
        engine(server)
        recognition.recognize(str(case.pk))
    rows = every_row()
    assert str(case.pk) in rows
    client = client_of(owner)
    bodies = client.get(case_url(case)).content + client.get("/api/license/verifications/").content
    texts = (rows, bodies.decode(), caplog.text)
    # What a far end writes into a field is read as it stands; of all it could echo there we know the token.
    assert_nothing_leaks(*(text.replace(SECRET, "") if failure == "echoed in a reading" else text for text in texts))


TASK = """
import json, os, sys
from django.conf import settings
import tests.settings as ours
import django_tasks_db
values = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
values["INSTALLED_APPS"] = [*values["INSTALLED_APPS"], "django_tasks_db"]
values["TASKS"] = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
values["DATABASES"] = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
values["BIZLICENSE_OCR"] = {"default": {"BACKEND": "django_bizlicense.ocr.wechat.WeChatBackend",
                                        "OPTIONS": json.loads(os.environ["OPTIONS"])}}
settings.configure(**values)
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.failing_task import read_now
read_now.enqueue("an id")
call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)
from django.core import serializers
from django_tasks_db.models import DBTaskResult
print(serializers.serialize("json", DBTaskResult.objects.all()))
"""


def test_the_row_of_a_failed_task():
    pytest.importorskip("django_tasks_db", reason="django-tasks-db is not installed")
    with far_end(FAILURES["token refused"]) as server:
        options = {"appid": APPID, "secret": SECRET, "base_url": server.base_url}
        environment = {**os.environ, "OPTIONS": json.dumps(options), "PYTHONPATH": os.pathsep.join(map(str, [ROOT]))}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-c", TASK]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    [row] = json.loads(done.stdout.strip().splitlines()[-1])
    assert row["fields"]["status"] == "FAILED"
    assert "OCRMisconfigured" in row["fields"]["exception_class_path"] + row["fields"]["traceback"]
    assert_nothing_leaks(done.stdout, done.stderr)
