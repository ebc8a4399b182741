"""Runs axe-core over a page: the rules of WCAG 2.2, levels A and AA."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = "axe-core@4.14.1"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
RUN = """
async ([tags, ours]) => {
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
  return found.violations.flatMap((violation) => violation.nodes.map((node) => ({
    rule: violation.id,
    target: node.target.join(" "),
    why: node.failureSummary,
    ours: Boolean(document.querySelector(node.target[0])?.closest(ours)),
  })));
}
"""


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One element that breaks one rule; `ours` where we put it there."""

    rule: str
    target: str
    why: str
    ours: bool


class NotInstalled(Exception):
    """npm could not get the package."""


def source(folder: Path) -> str:
    """Return axe's script, got by npm into this folder; raises NotInstalled."""
    quick = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--no-save", "--no-audit", "--no-fund"]
    command = ["npm", "install", *quick, "--prefix", str(folder), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise NotInstalled(done.stderr.strip()[-300:])
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any, script: str, *, ours: str = "body") -> list[Violation]:
    """Return what is wrong on an open page; `ours` selects what was made by us."""
    page.evaluate(script)
    return [Violation(**found) for found in page.evaluate(RUN, [TAGS, ours])]
