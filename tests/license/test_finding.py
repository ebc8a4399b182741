from __future__ import annotations

import re
from pathlib import Path

from django_bizlicense.license.finding import FINDINGS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \|.*\| (yes)? ?\|$", re.MULTILINE)


def test_the_guide_names_every_finding_how_heavy_it_is_and_who_sees_it() -> None:
    rows = {code: (severity, bool(shown)) for code, severity, shown in ROW.findall(GUIDE.read_text(encoding="utf-8"))}
    assert rows.pop("check_failed") == ("warning", False)
    assert rows == {code: (kind.severity.value, kind.for_merchant) for code, kind in FINDINGS.items()}
