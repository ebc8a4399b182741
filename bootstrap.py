"""Makes the project's virtual environment; used by the three run commands, needs only Python 3.10."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 10), (3, 14)
ASK = "import json,sys; print(json.dumps([sys.version_info[:2], sys.executable]))"
EXAMPLE = ["-e", ".[local,qr,s3]", "-r", "example_project/requirements.txt"]
TESTS = [*EXAMPLE, "-r", "tests/requirements.txt"]
PARTS = {"example": EXAMPLE, "tests": TESTS, "benchmarks": [*TESTS, "-r", "benchmarks/requirements.txt"]}


def say(text: str) -> None:
    """Print at once what is being done; not to the output, which others may parse."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def ready_python(part: str) -> Path:
    """Return the interpreter of an environment that holds what a part of PARTS needs, making it where necessary.

    BIZLICENSE_PYTHON (3.10) and BIZLICENSE_DJANGO (5.2) ask for a certain pair, in an environment of its own.
    """
    wanted, django = os.environ.get("BIZLICENSE_PYTHON", ""), os.environ.get("BIZLICENSE_DJANGO", "")
    version, interpreter = newest_interpreter(wanted)
    folder = ROOT / "-".join(filter(None, (".venv", wanted, django)))
    python = folder / "bin" / "python"
    requirements = [*PARTS[part], *([f"django~={django}.0"] if django else []), *drivers()]
    stamp = folder / f"ready-{part}"
    state = fingerprint(requirements, version)
    if stamp.exists() and stamp.read_text() == state and python.exists():
        return python
    if not python.exists() or ask(str(python))[0] != version:
        make_environment(folder, interpreter, version)
    say(f"Installing what {part} needs into {folder.name} (a few minutes the first time)")
    run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--progress-bar=off", *requirements])
    stamp.write_text(state)
    return python


def drivers() -> list[str]:
    """Return the driver that must be compiled, where there is a server to try it on."""
    return ["mysqlclient>=2.2.1"] if os.environ.get("TEST_MARIADB_URL") else []


def newest_interpreter(wanted: str = "") -> tuple[tuple[int, int], str]:
    """Return version and path of the newest supported Python on this machine, or of the wanted one."""
    found = sorted({ask(candidate) for candidate in candidates()}, key=lambda answer: answer[0])
    usable = [answer for answer in found if OLDEST <= answer[0] <= NEWEST]
    if wanted:
        usable = [answer for answer in usable if "{}.{}".format(*answer[0]) == wanted]
    if not usable:
        sys.exit(f"Python {wanted or '3.10 to 3.14'} is needed and was not found. Install it and run this again.")
    return usable[-1]


def candidates() -> list[str]:
    """Return where Pythons may be: on the PATH by version, under pyenv, and this one."""
    names = [shutil.which(f"python3.{minor}") for minor in range(OLDEST[1], NEWEST[1] + 1)]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return [*filter(None, names), *map(str, sorted(pyenv.glob("versions/3.*/bin/python"))), sys.executable]


def ask(interpreter: str) -> tuple[tuple[int, int], str]:
    """Return (version, path) as an interpreter says itself; (0, 0) where it does not run."""
    answer = subprocess.run([interpreter, "-I", "-c", ASK], capture_output=True, text=True, check=False)
    if answer.returncode:
        return (0, 0), interpreter
    version, path = json.loads(answer.stdout)
    return (version[0], version[1]), path


def make_environment(folder: Path, interpreter: str, version: tuple[int, int]) -> None:
    """Make an empty virtual environment; says what to install where Python came without venv."""
    say(f"Making {folder.name} with Python {version[0]}.{version[1]}")
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run([interpreter, "-m", "venv", str(folder)], capture_output=True, text=True, check=False)
    if made.returncode:
        print(made.stdout + made.stderr, file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        sys.exit(
            f"This Python cannot make virtual environments. On Debian and Ubuntu: apt install"
            f" python{version[0]}.{version[1]}-venv (or python3-venv); then run this again."
        )


def fingerprint(requirements: list[str], version: tuple[int, int]) -> str:
    """Return what changes when the environment has to be brought up to date."""
    files = [ROOT / "setup.cfg", *sorted(ROOT.glob("*/requirements.txt"))]
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + repr((requirements, version)).encode()).hexdigest()


def run(command: list[object]) -> None:
    """Run a command in the project's root; ends this program with its exit code where it fails."""
    code = subprocess.run([str(word) for word in command], cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)
