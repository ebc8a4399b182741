from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_bizlicense.exceptions import OCRImageRefused
from django_bizlicense.ocr.base import OCRImage
from django_bizlicense.ocr.wechat import WeChatBackend, transport

SPECIMENS = Path(__file__).parent.parent / "specimens"


def test_without_the_engine_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(CommandError, match=r"pip install django-bizlicense\[local\]"):
        call_command("wechat_sandbox", "127.0.0.1:0")


@pytest.mark.engine
def test_an_address_in_use():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(CommandError, match="Cannot listen there"):
            call_command("wechat_sandbox", address)


@pytest.mark.parametrize("address", ["8765:", "127.0.0.1:http", "127.0.0.1:99999"])
def test_addresses_that_are_none(address):
    with pytest.raises(CommandError):
        call_command("wechat_sandbox", address)


@pytest.fixture
def base_url():
    command = [sys.executable, "-m", "django", "wechat_sandbox", "127.0.0.1:0", "--appid", "wx1", "--secret", "s3"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # the background job of a shell ignores it
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, preexec_fn=heard)
    line = process.stdout.readline()
    yield line.split()[3].rstrip(",")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    process.stdout.close()


@pytest.mark.engine
def test_the_command_really_reads(base_url):
    backend = WeChatBackend(
        "wechat", {"OPTIONS": {"appid": "wx1", "secret": "s3", "base_url": base_url, "deadline": 60.0}}
    )
    result = backend.read(OCRImage(data=(SPECIMENS / "company_2019.jpg").read_bytes()))
    truth = json.loads((SPECIMENS / "company_2019.json").read_text())
    assert result.fields["reg_num"] == truth["fields"]["reg_num"]
    assert result.cert_position
    with pytest.raises(OCRImageRefused):
        backend.read(OCRImage(data=b"this is a text"))
    transport.session().close()
