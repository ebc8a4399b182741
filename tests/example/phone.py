"""The mini-program in the hands of a visitor: its page in Node, against a stub of WeChat's client."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.example.conftest import EXAMPLE

FOLDER = EXAMPLE / "miniprogram"
DRIVER = Path(__file__).with_name("wechat.cjs")


class Phone:
    """One visitor with the mini-program open."""

    def __init__(self, host: str, name: str, language: str = "zh_CN") -> None:
        environment = {**os.environ, "FOLDER": str(FOLDER), "HOST": host, "VISITOR": name, "UI_LANGUAGE": language}
        command = [os.environ["TEST_NODE"], str(DRIVER)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(command, env=environment, text=True, encoding="utf-8", **pipes)
        self.data: dict[str, Any] = {}
        self.sent: list[dict[str, Any]] = []

    def does(self, call: str = "", *arguments: Any, **order: Any) -> dict[str, Any]:
        """Call a method of the page, and return the page's data."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"call": call, "with": arguments, **order}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.data, self.sent = answer["data"], answer["sent"]
        return answer

    def agrees(self) -> None:
        self.does("agree", {"detail": {"value": ["agreed"]}})

    def close(self) -> None:
        self.process.communicate(timeout=20)
