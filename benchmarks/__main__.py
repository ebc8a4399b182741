"""Run benchmarks, all or by name, and print one JSON line each."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run them in turn: each module beside this file with a `measure()`, which returns its line or a list of lines."""
    known = sorted(path.stem for path in HERE.glob("*.py") if "\ndef measure(" in path.read_text(encoding="utf-8"))
    if unknown := sorted(set(names) - set(known)):
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = names or known
    if len(chosen) > 1:  # each in a process of its own: the settings of one are not another's
        command = [sys.executable, "-m", "benchmarks"]
        return max(subprocess.run([*command, name], check=False).returncode for name in chosen)
    for name in chosen:
        measured = importlib.import_module(f"benchmarks.{name}").measure()
        for line in measured if isinstance(measured, list) else [measured]:
            print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
