"""A WeChat on your own machine, to develop and test against: `manage.py wechat_sandbox`, or in a test

with SandboxServer(reader=my_reader) as sandbox:
    sandbox.script(fail(45009))
    …  # OPTIONS: appid and secret are "sandbox", base_url is sandbox.base_url
"""

from __future__ import annotations

from django_bizlicense.sandbox.messages import Request, Response, Step, answer, fail, page, reset, silence
from django_bizlicense.sandbox.server import SandboxServer

__all__ = ["Request", "Response", "SandboxServer", "Step", "answer", "fail", "page", "reset", "silence"]
