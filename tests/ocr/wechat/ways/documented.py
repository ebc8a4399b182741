"""The examples of docs/wechat.md as engines, and what the sandbox was sent by them."""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string

from django_bizlicense.sandbox import Request, SandboxServer
from django_bizlicense.sandbox.messages import multipart_parts
from tests import factories

DOCS = Path(__file__).resolve().parents[4] / "docs" / "wechat.md"
OCR = "/cv/ocr/bizlicense"
STABLE = "/cgi-bin/stable_token"
PHOTO = factories.jpeg(7)
WAY = re.compile(r"<!-- way: ([\w ]+?)(?:; module: ([\w.]+))? -->\n```python\n(.*?)```", re.DOTALL)
WAYS = {name: (module, source) for name, module, source in WAY.findall(DOCS.read_text(encoding="utf-8"))}


def documented(way: str, monkeypatch: pytest.MonkeyPatch) -> tuple[types.ModuleType, dict[str, Any]]:
    """Run the example of a way; return what it defines and its engine."""
    name, source = WAYS[way]
    module = types.ModuleType(name or "settings")
    exec("import os\n" + source, vars(module))
    if name:
        monkeypatch.setitem(sys.modules, name.split(".")[0], types.ModuleType(name.split(".")[0]))
        monkeypatch.setitem(sys.modules, name, module)
    return module, module.BIZLICENSE_OCR["default"]


def backend_of(engine: dict[str, Any], sandbox: SandboxServer, **changes: Any) -> Any:
    """Make the engine of an example, with the sandbox in the place of WeChat."""
    ours = {"base_url": sandbox.base_url, "deadline": 5.0, **changes}
    if "secret" in engine["OPTIONS"]:
        ours |= {"appid": "sandbox"}
    return import_string(engine["BACKEND"])("default", {"OPTIONS": {**engine["OPTIONS"], **ours}})


def last_call(sandbox: SandboxServer) -> Request:
    return sandbox.seen[-1]


def sent_bytes(request: Request) -> bytes:
    [part] = multipart_parts(request.headers["content-type"], request.body)
    assert (part.name, part.filename, part.content_type) == ("img", "license.jpg", "image/jpeg")
    return part.data
