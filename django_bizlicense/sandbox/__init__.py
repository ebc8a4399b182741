"""A WeChat on your own machine, to develop and test against: `manage.py wechat_sandbox`, or in a test

with SandboxServer(reader=my_reader) as sandbox:
    sandbox.script(fail(45009))
    …  # OPTIONS: appid and secret are "sandbox", base_url is sandbox.base_url
"""

from __future__ import annotations

from django_bizlicense.sandbox.magic import MAGIC, SPECIMEN, magic_photo, specimen
from django_bizlicense.sandbox.messages import (
    Request,
    Response,
    Step,
    answer,
    drip,
    fail,
    page,
    reset,
    silence,
    styled,
)
from django_bizlicense.sandbox.server import SandboxServer

__all__ = [
    "MAGIC",
    "SPECIMEN",
    "Request",
    "Response",
    "SandboxServer",
    "Step",
    "answer",
    "drip",
    "fail",
    "magic_photo",
    "page",
    "reset",
    "silence",
    "specimen",
    "styled",
]
