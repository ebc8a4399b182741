"""The cloud function as Node runs it, against a stub of wx-server-sdk."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest

from django_bizlicense.ocr.wechat import CloudFunctionBackend
from django_bizlicense.ocr.wechat.answers import Answer, read_inner_answer
from django_bizlicense.ocr.wechat.cloud import _event
from django_bizlicense.ocr.wechat.wire import Secret

pytestmark = pytest.mark.node
FUNCTION = Path(__file__).resolve().parents[2] / "example_project" / "cloudfunctions" / "bizlicense-ocr"
STUB = """
const calls = []
module.exports = {
  DYNAMIC_CURRENT_ENV: 'the-present-one',
  init: (options) => calls.push({ init: options }),
  openapi: { ocr: { businessLicense: async (request) => {
    const img = request.img && { contentType: request.img.contentType, isBuffer: Buffer.isBuffer(request.img.value),
                                 hex: request.img.value.toString('hex') }
    calls.push({ businessLicense: img ? { img } : request })
    const answer = JSON.parse(process.env.ANSWER)
    if (answer.thrown) throw Object.assign(new Error(answer.message || 'thrown'), answer.thrown)
    return answer
  } } },
  calls,
}
"""
RUN = """
const sdk = require('wx-server-sdk')
require(process.env.FUNCTION).main(JSON.parse(process.env.EVENT), {}).then(
  (returned) => console.log(JSON.stringify({ returned, calls: sdk.calls })),
  (error) => console.log(JSON.stringify({ rejected: String(error) })))
"""


@pytest.fixture
def invoke(tmp_path):
    package = tmp_path / "node_modules" / "wx-server-sdk"
    package.mkdir(parents=True)
    (package / "index.js").write_text(STUB)

    def run(event, answer=None):
        environment = {
            "NODE_PATH": str(tmp_path / "node_modules"),
            "FUNCTION": str(FUNCTION),
            "EVENT": json.dumps(event),
            "ANSWER": json.dumps(answer or {"errCode": 0, "errMsg": "ok", "regNum": "91"}),
        }
        command = [os.environ["TEST_NODE"], "-e", RUN]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=True)
        return json.loads(done.stdout)

    return run


def test_bytes_arrive_as_a_buffer(invoke):
    said = invoke(_event(b"\xff\xd8 photo"))
    init, call = said["calls"]
    assert init == {"init": {"env": "the-present-one"}}
    img = {"contentType": "image/jpeg", "isBuffer": True, "hex": b"\xff\xd8 photo".hex()}
    assert call == {"businessLicense": {"img": img}}
    assert said["returned"] == {"errCode": 0, "errMsg": "ok", "regNum": "91"}


def test_an_address_is_passed_on(invoke):
    event = {"imgUrl": _event(Secret("https://h.example/a.jpg?x=1"))["imgUrl"].reveal()}
    assert invoke(event)["calls"][1] == {"businessLicense": {"imgUrl": "https://h.example/a.jpg?x=1"}}


@pytest.mark.parametrize(
    ("thrown", "code"),
    [
        ({"errCode": 101001, "errMsg": "openapi.ocr.businessLicense:fail certificate not found"}, 101001),
        ({"errCode": -604101, "errMsg": "system error"}, -604101),
        ({"errcode": 45009}, 45009),
        ({}, -1),
    ],
)
def test_what_is_thrown_is_returned_with_its_code(invoke, thrown, code):
    returned = invoke(_event(b"x"), {"thrown": thrown, "message": "thrown"})["returned"]
    assert returned["errCode"] == code
    assert returned["errMsg"] == thrown.get("errMsg", "thrown")
    outer = Answer(code=0, message="ok", rid="", payload={"resp_data": json.dumps(returned)})
    assert read_inner_answer(outer, "resp_data", where="h").code == code


@pytest.mark.parametrize("event", [None, {}, {"imgUrl": ""}, {"img": {}}, {"img": {"value": 5}}, [], "x"])
def test_an_event_without_a_picture_is_no_call(invoke, event):
    said = invoke(event)
    assert said["returned"]["errCode"] == 41005
    assert len(said["calls"]) == 1


def test_the_permission_and_the_name_are_those_the_backend_expects():
    config, package = (json.loads((FUNCTION / name).read_text()) for name in ("config.json", "package.json"))
    assert config == {"permissions": {"openapi": ["ocr.businessLicense"]}}
    assert package["name"] == FUNCTION.name == CloudFunctionBackend.default_options["function"]
    assert base64.b64decode(_event(b"x")["img"]["value"]) == b"x"
