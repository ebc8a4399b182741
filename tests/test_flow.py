"""The whole way over real HTTP: door, storage, WeChat's protocol, review."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.utils import timezone

from django_bizlicense import recognition
from django_bizlicense.license.fields import parse_answer
from django_bizlicense.models import LicenseReading, LicenseVerification
from django_bizlicense.ocr import OCRImage, OCRResult
from django_bizlicense.sandbox.messages import Step, fail, page, reset, silence
from django_bizlicense.sandbox.server import SandboxServer
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "5ecr3t-of-the-tests-0123456789"


def read(image: OCRImage) -> OCRResult:
    """Stand in for the offline engine, so that these tests are about the way and not about reading."""
    parsed = parse_answer(factories.ANSWER)
    return OCRResult(fields=parsed.texts, cert_position=parsed.cert_position, img_size=parsed.img_size)


@pytest.fixture
def sandbox(settings) -> Iterator[SandboxServer]:
    with SandboxServer(reader=read, secret=SECRET) as server:
        use(settings, server.base_url)
        yield server


def use(settings, base_url: str, **options: object) -> None:
    backend = "django_bizlicense.ocr.wechat.WeChatBackend"
    account = {"appid": "sandbox", "secret": SECRET, "base_url": base_url, **options}
    settings.BIZLICENSE_OCR = {"default": {"BACKEND": backend, "OPTIONS": account}}
    settings.TASKS = factories.IMMEDIATE


def upload(client: Client, owner: object, seed: int = 1):
    client.force_login(owner)
    image = SimpleUploadedFile("license.jpg", factories.jpeg(seed), content_type="image/jpeg")
    return client.post("/api/license/verifications/", {"image": image, "enterprise_name": "所填样本公司"})


def test_from_upload_to_review_through_the_wechat_protocol(client, sandbox):
    response = upload(client, factories.user())
    assert response.status_code == 201, response.content
    case = LicenseVerification.objects.get()
    assert case.status == "in_review"
    assert case.enterprise_name == factories.ANSWER["enterprise_name"]
    assert sandbox.calls["/cv/ocr/bizlicense"] == 1
    reading = LicenseReading.objects.get()
    assert reading.raw["errcode"] == 0
    assert reading.outline[0] == [0.1, 0.1]


def test_with_the_far_end_down_an_upload_is_accepted_and_a_person_has_it_when_patience_is_over(client, settings):
    with SandboxServer(reader=read, secret=SECRET) as server:
        use(settings, server.base_url)
    settings.BIZLICENSE_RECOGNITION_PATIENCE = 2
    began = time.monotonic()
    response = upload(client, factories.user())
    assert response.status_code == 201
    assert time.monotonic() - began < 5
    case = LicenseVerification.objects.get()
    assert case.status == "submitted"

    wait_until_due()
    recognition.recognize_pending()
    case.refresh_from_db()
    assert case.status == "in_review"
    assert case.enterprise_name == "所填样本公司"
    assert not case.decisions.exists()


def wait_until_due() -> None:
    due = LicenseReading.objects.get().not_before
    assert (due - timezone.now()).total_seconds() < 10
    while timezone.now() < due:
        time.sleep(0.05)


def test_with_the_far_end_back_before_patience_is_over_it_is_read(client, settings):
    with SandboxServer(reader=read, secret=SECRET) as server:
        address = server.server_address[:2]
        use(settings, server.base_url)
    assert upload(client, factories.user()).status_code == 201
    assert LicenseReading.objects.get().error_code == "ocr_unavailable"

    with SandboxServer(address, reader=read, secret=SECRET):
        LicenseReading.objects.update(not_before=timezone.now())
        recognition.recognize_pending()
    case = LicenseVerification.objects.get()
    assert case.status == "in_review"
    assert case.enterprise_name == factories.ANSWER["enterprise_name"]


FAILURES = {
    "500": page(500),
    "502": page(502),
    "reset": reset(),
    "hang": silence(3),
    "refused token": fail(40001),
    "quota": fail(45009),
    "throttled": fail(45011),
    "misconfigured": fail(61004),
    "our bug": fail(41005),
    "unknown code": fail(987654),
}


@pytest.mark.parametrize("step", FAILURES.values(), ids=FAILURES.keys())
def test_the_token_and_the_secret_are_nowhere_however_it_fails(client, sandbox, settings, step: Step, caplog):
    use(settings, sandbox.base_url, deadline=0.5)
    with caplog.at_level(logging.DEBUG):
        sandbox.script(step, times=3)
        assert upload(client, factories.user()).status_code == 201
        LicenseReading.objects.update(not_before=timezone.now())
        recognition.recognize_pending()
    reading = LicenseReading.objects.get()
    assert reading.error_code
    tokens = {query for request in sandbox.seen for query in [request.query.get("access_token")] if query}
    sinks = caplog.text + "".join(repr(vars(record)) for record in caplog.records) + everything_stored()
    assert tokens
    assert not [token for token in {*tokens, SECRET} if token in sinks]


def everything_stored() -> str:
    from django.apps import apps

    return repr([list(model.objects.values()) for model in apps.get_app_config("bizlicense").get_models()])


def test_an_engine_error_carries_no_token_in_its_traceback(sandbox, settings):
    from django_bizlicense.exceptions import OCRError
    from django_bizlicense.ocr import ocr_backends

    sandbox.script(reset(), times=3)
    with pytest.raises(OCRError) as caught:
        ocr_backends["default"].read(OCRImage(data=factories.jpeg()))
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert SECRET not in shown
    assert not [request for request in sandbox.seen if request.query.get("access_token", SECRET) in shown]


def test_uploads_at_once_by_different_merchants_are_all_read(sandbox):
    owners = [factories.user(f"merchant{number}") for number in range(6)]
    answers: list[int] = []

    def send(seed: int) -> None:
        try:
            answers.append(upload(Client(), owners[seed], seed).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201] * 6
    assert set(LicenseVerification.objects.values_list("status", flat=True)) == {"in_review"}
