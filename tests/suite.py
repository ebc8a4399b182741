"""The steps of tests/run, inside the environment it has made."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
NEWEST_DJANGO = (6, 1)
ON_SERVERS = "not browser and not engine and not pure"
"""What the runs on PostgreSQL and MariaDB need not repeat; the example makes its own database."""
EVERYDAY_ON_SERVERS = (
    *("tests/test_race.py", "tests/test_flow.py", "tests/test_workflow.py", "tests/test_sending.py"),
    *("tests/test_recognition.py", "tests/test_reading.py", "tests/test_accounts.py", "tests/test_assessment.py"),
    "tests/admin/test_plans.py",
    *("tests/api/test_once.py", "tests/crash", "tests/history"),
)
MOST_PROCESSES = 4
"""Each has a Redis database of its own, and Redis has sixteen."""
STRICT = {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": ""}


def main(arguments: list[str]) -> int:
    """Run the steps and return the exit code: 0 when each held."""
    require_all = "--require-all" in arguments
    soak = "--soak" in arguments
    rest = [argument for argument in arguments if argument not in {"--require-all", "--soak"}]
    environment = {**os.environ, **STRICT, **services()}
    environment.update({"BIZLICENSE_SOAK": "1"} if soak else {})
    missing = left_out(environment)
    if require_all and missing:
        print("Required and not found: " + "; ".join(missing))
        return 1
    environment.update({"BIZLICENSE_NOTHING_SKIPPED": "1"} if require_all else {})
    steps = (
        [("pytest", [sys.executable, "-m", "pytest", *rest], {})]
        if rest
        else all_steps(environment, whole=require_all or soak)
    )
    failed = [name for name, command, extra in steps if not passes(name, command, {**environment, **extra})]
    for line in missing:
        print(f"!!! LEFT OUT: {line}")
    print(f"Failed: {', '.join(failed)}" if failed else "Everything held.")
    return 1 if failed else 0


def all_steps(environment: dict[str, str], *, whole: bool) -> list[tuple[str, list[str], dict[str, str]]]:
    """Return name, command and additional environment of each step.

    On PostgreSQL everyday runs repeat what depends on the server most; `whole` repeats everything.
    """
    python = sys.executable
    steps = [
        ("ruff", [python, "-m", "ruff", "check", "."], {}),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}),
        ("makemigrations --check", [python, "-m", "django", "makemigrations", "--check", "--dry-run"], {}),
        ("mypy --strict", [python, "-m", "mypy"], {}),
        ("wheel", [python, "-I", "tests/check_wheel.py"], {}),
        ("pytest on SQLite", pytest("--durations=10"), {}),
    ]
    if django.VERSION < NEWEST_DJANGO:  # the type stubs describe the newest Django
        steps = [step for step in steps if not step[0].startswith(("mypy", "ruff"))]
    if url := environment.get("TEST_POSTGRES_URL"):
        engines = {"DATABASE_URL": url}
        if redis := environment.get("TEST_REDIS_URL"):
            engines["REDIS_URL"] = redis
        name = "pytest on PostgreSQL" + (" with Redis" if "REDIS_URL" in engines else "")
        repeated = ("--ignore=tests/example",) if whole else EVERYDAY_ON_SERVERS
        steps.append((name, pytest("-m", ON_SERVERS, *repeated), engines))
    if url := environment.get("TEST_MARIADB_URL"):
        repeated = ("--ignore=tests/example",) if whole else EVERYDAY_ON_SERVERS
        command = pytest("-m", f"{ON_SERVERS} and not postgresql", "--ignore=tests/crash", *repeated)
        steps.append(("pytest on MariaDB", command, {"DATABASE_URL": url}))
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return [(step, command, {**settings, **extra}) for step, command, extra in steps]


def pytest(*arguments: str) -> list[str]:
    """Return pytest's command line; several processes share the tests."""
    processes = str(min(os.cpu_count() or 1, MOST_PROCESSES))
    return [sys.executable, "-m", "pytest", "--quiet", "-n", processes, "--dist", "loadgroup", *arguments]


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one step, say what it is, and how long it took."""
    print(f"==> {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    print(f"    {'held' if code == 0 else f'FAILED ({code})'} in {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def services() -> dict[str, str]:
    """Return the URLs of what runs on this machine and the tests may use."""
    found = {}
    if url := os.environ.get("TEST_POSTGRES_URL") or local_postgres():
        found["TEST_POSTGRES_URL"] = url
    if url := os.environ.get("TEST_REDIS_URL") or local_redis():
        found["TEST_REDIS_URL"] = url
    if path := os.environ.get("TEST_PG_BIN") or postgres_programs():
        found["TEST_PG_BIN"] = path
    if path := next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None):
        found["TEST_CHROMIUM"] = path
    if shutil.which("npm") and (path := shutil.which("node")):
        found["TEST_NODE"] = path
    if path := os.environ.get("TEST_NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        found["TEST_NGINX"] = path
    return found


def local_postgres() -> str | None:
    """Return the URL of a PostgreSQL that lets this user make databases by libpq's own settings, if any."""
    import psycopg

    try:
        with psycopg.connect("dbname=postgres connect_timeout=3") as connection:
            row = connection.execute("SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user").fetchone()
            host, port = connection.info.host, connection.info.port
            user = connection.info.user
    except psycopg.Error:
        return None
    return f"postgresql://{user}@{'' if host.startswith('/') else host}:{port}/bizlicense" if row and row[0] else None


def postgres_programs() -> str | None:
    """Return the folder of initdb and pg_ctl, if any: on the PATH, or where Debian puts the newest.

    None for root without an account "postgres" too: PostgreSQL refuses to run as root.
    """
    if os.geteuid() == 0 and "postgres" not in {account.pw_name for account in pwd.getpwall()}:
        return None
    if path := shutil.which("initdb"):
        return str(Path(path).resolve().parent)
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return str(found[-1].parent) if found else None


def local_redis() -> str | None:
    """Return the URL of a Redis on its usual port, if any."""
    try:
        with socket.create_connection(("127.0.0.1", 6379), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return "redis://127.0.0.1:6379/9" if connection.recv(16).startswith(b"+PONG") else None
    except OSError:
        return None


def left_out(environment: dict[str, str]) -> list[str]:
    """Return what the run cannot show, each with what would bring it in."""
    needed = {
        "TEST_POSTGRES_URL": "PostgreSQL (real threads deciding one case): set TEST_POSTGRES_URL",
        "TEST_PG_BIN": "PostgreSQL's programs (a server that is stopped under the tests): install its server package",
        "TEST_MARIADB_URL": "MariaDB (the suite once more): set TEST_MARIADB_URL",
        "TEST_REDIS_URL": "Redis (the shared token cache): start it or set TEST_REDIS_URL",
        "TEST_CHROMIUM": "Chromium (the pages in a real browser): install chromium",
        "TEST_NODE": "Node.js and npm (the cloud function, the mini-program, axe): install them",
        "TEST_NGINX": "nginx (photos sent by the web server): install nginx",
    }
    return [text for name, text in needed.items() if name not in environment]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
