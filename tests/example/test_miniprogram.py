"""The mini-program as Node runs it, against a stub of WeChat's client, a sandbox and the served example."""

from __future__ import annotations

import json
import logging
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pytest
import requests

from django_bizlicense.license.fields import FIELD_LABELS
from django_bizlicense.sandbox import SandboxServer, specimen
from tests import factories
from tests.example.phone import FOLDER, Phone
from tests.example.site import served

PAGE = FOLDER / "pages" / "license" / "index"
DECIDE = """
from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from marketplace.accounts import reviewer
from django.contrib.auth import get_user_model
reviewer()
case = LicenseVerification.objects.get(pk="{}")
given = dict(by=get_user_model().objects.get(username="reviewer"), version=case.version)
"""
ASK_TO_CONFIRM = """
from django_bizlicense.models import LicenseVerification
LicenseVerification.objects.filter(pk="{}").update(status="awaiting_confirmation")
"""
SEND_BACK = DECIDE + 'workflow.request_resubmission(case, reasons=dict(name_mismatch=["enterprise_name"]), **given)'
APPROVE = DECIDE + "workflow.approve(case, **given)"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(reader=specimen) as server:
        yield server


@pytest.fixture(scope="module")
def site(sandbox: SandboxServer, tmp_path_factory: Any) -> Iterator[Any]:
    with served(tmp_path_factory.mktemp("marketplace"), SANDBOX_URL=sandbox.base_url) as running:
        yield running


@pytest.fixture
def manage(site: Any) -> Any:
    def run(*arguments: str) -> None:
        _address, command, environment = site
        subprocess.run([*command, *arguments], env=environment, check=True, capture_output=True, timeout=60)

    return run


@pytest.fixture
def phone(site: Any) -> Iterator[Any]:
    opened = []

    def open_one(name: str, **options: str) -> Phone:
        opened.append(Phone(site[0], name, **options))
        opened[-1].does("onLoad")
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def photo(tmp_path: Path) -> str:
    (tmp_path / "tmp_1.jpg").write_bytes(factories.jpeg())
    return str(tmp_path / "tmp_1.jpg")


@pytest.mark.node
def test_the_whole_way_of_a_visitor(phone: Any, photo: str, manage: Any) -> None:
    lin = phone("lin")
    assert lin.data["verification"] is None
    assert "同意" in lin.data["consentText"]
    lin.does("takePhoto", photo=photo)
    assert lin.data["photo"] == photo
    lin.does("sendPhoto")
    assert lin.data["problem"]["message"] == "请先勾选同意。"
    lin.agrees()
    lin.does("sendPhoto")
    assert [(call["kind"], call["status"]) for call in lin.sent] == [("uploadFile", 201)]
    assert lin.data["headline"] == "正在识别您的营业执照"
    assert (lin.data["sendable"], lin.data["progress"]) == (False, -1)

    lin.does("look")
    lin.does("look")
    assert lin.sent[-1]["status"] == 304
    manage("recognize_pending")
    lin.does("look")
    assert lin.data["headline"] == "营业执照审核中"
    assert {"name": "legal_representative", "label": "法定代表人/经营者/负责人", "text": "张三样"} in lin.data["rows"]

    manage("shell", "--verbosity", "0", "-c", SEND_BACK.format(lin.data["verification"]["id"]))
    lin.does("look")
    assert lin.data["headline"] == "请重新提交营业执照"
    assert lin.data["reasons"][0]["how_to_fix"]
    assert [row["name"] for row in lin.data["marked"]] == ["enterprise_name"]
    lin.does("type", {"currentTarget": {"dataset": {"name": "enterprise_name"}}, "detail": {"value": "云杉贸易公司"}})
    lin.agrees()
    lin.does("sendData")
    assert [(call["kind"], call["status"]) for call in lin.sent] == [("request", 201)]
    assert lin.data["reasons"] == []
    manage("recognize_pending")
    manage("shell", "--verbosity", "0", "-c", APPROVE.format(lin.data["verification"]["id"]))
    again = phone("lin", language="en")
    assert again.data["headline"] == "Your license is verified"
    assert not again.data["sendable"]


@pytest.mark.node
def test_what_was_read_is_confirmed_where_it_is_asked_for(phone: Any, photo: str, manage: Any) -> None:
    ping = phone("ping")
    ping.does("openAlbum", photo=photo)
    ping.agrees()
    ping.does("sendPhoto")
    manage("recognize_pending")
    manage("shell", "--verbosity", "0", "-c", ASK_TO_CONFIRM.format(ping.data["verification"]["id"]))
    ping.does("look")
    assert (ping.data["headline"], ping.data["confirming"]) == ("请核对识别结果", True)
    ping.does("type", {"currentTarget": {"dataset": {"name": "serial"}}, "detail": {"value": "S1"}})
    ping.does("confirm")
    assert (ping.data["headline"], ping.data["confirming"]) == ("营业执照审核中", False)


@pytest.mark.node
def test_a_sending_that_broke_off_is_tried_again_and_counts_once(phone: Any, photo: str) -> None:
    mei = phone("mei", language="en")
    mei.does("openAlbum", photo=photo)
    mei.agrees()
    mei.does("sendPhoto", away=True)
    assert mei.data["problem"] == {"message": "The server cannot be reached.", "fix": "", "retryable": True}
    assert (mei.data["photo"], mei.data["agreed"], mei.data["progress"]) == (photo, True, -1)
    mei.does("sendPhoto", away=False)
    assert mei.data["verification"]["status"] == "submitted"
    other = phone("mei")
    assert other.data["verification"]["id"] == mei.data["verification"]["id"]


@pytest.mark.node
def test_a_refused_photo_says_what_to_do(phone: Any, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    wen = phone("wen")
    wen.does("openAlbum", photo=str(tmp_path / "a.pdf"))
    wen.agrees()
    wen.does("sendPhoto")
    assert wen.data["problem"]["message"] == "不支持 PDF 文件。"
    assert wen.data["problem"]["fix"].startswith("请拍摄")
    assert wen.data["problem"]["retryable"] is False


@pytest.mark.node
def test_a_server_that_is_away_is_said_and_can_be_tried_again(phone: Any, site: Any) -> None:
    yun = Phone(site[0], "yun", language="en")
    yun.does("onLoad", away=True)
    assert yun.data["problem"]["retryable"]
    yun.does("begin", away=False)
    assert yun.data["problem"] is None
    assert yun.data["consentText"]
    yun.close()


@pytest.mark.node
def test_what_the_page_shows_and_calls_is_there(phone: Any) -> None:
    page = phone("lin")
    answer = page.does()
    wxml = PAGE.with_suffix(".wxml").read_text(encoding="utf-8")
    assert set(re.findall(r'bind\w+="(\w+)"', wxml)) <= set(answer["methods"])
    shown = {name for text in re.findall(r"{{(.+?)}}", wxml) for name in re.findall(r"(?<![\w.'])[a-z]\w*", text)}
    assert shown - {"item"} <= set(answer["data"])
    assert set(re.findall(r"words\.(\w+)", wxml)) <= set(answer["data"]["words"])


def test_the_page_is_well_formed_and_its_labels_are_the_packages() -> None:
    expat.ParserCreate().Parse(re.sub(r"(wx:else|show-info|user-select)(?=[ >/])", r'\1=""', markup()), True)
    texts = (PAGE.parent / "texts.js").read_text(encoding="utf-8")
    labels = re.findall(r"^  (\w+): \['(.+)', '(.+)'\],$", texts[texts.index("const FIELDS") :], re.MULTILINE)
    assert {name: (zh, en) for name, zh, en in labels} == dict(FIELD_LABELS)
    for file in FOLDER.rglob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))


def markup() -> str:
    wxml = PAGE.with_suffix(".wxml").read_text(encoding="utf-8")
    return re.sub(r"{{(.+?)}}", lambda found: found[0].replace("&", "&amp;").replace(">", "&gt;"), wxml)


def exchanged(site: Any, code: str) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(f"{site[0]}/api/session/", json={"code": code}, timeout=20)


def test_a_code_becomes_a_token_once(site: Any) -> None:
    first, second = exchanged(site, "hua@1"), exchanged(site, "hua@2")
    assert first.json()["token"] == second.json()["token"]
    assert exchanged(site, "other@1").json()["token"] != first.json()["token"]
    used = exchanged(site, "hua@1")
    assert (used.status_code, used.json()) == (400, {"code": "code_refused"})
    assert exchanged(site, "").status_code == 400
    listed = requests.get(
        f"{site[0]}/api/license/verifications/", headers={"Authorization": f"Token {first.json()['token']}"}, timeout=20
    )
    assert listed.json()["results"] == []


def test_the_secret_stays_out_of_every_log(settings: Any, caplog: Any) -> None:
    from marketplace.miniprogram import CodeRefused, openid_of

    with SandboxServer(reader=specimen, appid="wx1", secret="only-between-us") as server:
        options = {"appid": "wx1", "secret": "only-between-us", "base_url": server.base_url}
        settings.BIZLICENSE_OCR = {"default": {"OPTIONS": options}}
        with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3"):
            assert openid_of("li@1").startswith("oSandbox")
            with pytest.raises(CodeRefused):
                openid_of("li@1")
    assert "/sns/jscode2session" in caplog.text  # urllib3 was heard
    assert "only-between-us" not in caplog.text
    assert "li@1" not in caplog.text
    assert "li%401" not in caplog.text


def test_wechat_that_is_away_is_no_login(site: Any, sandbox: SandboxServer) -> None:
    from django_bizlicense.sandbox import fail, page, reset

    path = "/sns/jscode2session"
    sandbox.script(fail(-1, path=path), page(502, path=path), reset(path=path))
    for number in range(3):
        answer = exchanged(site, f"bo@{number}")
        assert (answer.status_code, answer.json()) == (502, {"code": "wechat_away"})
        assert "secret" not in answer.text
    assert exchanged(site, "bo@9").status_code == 200
