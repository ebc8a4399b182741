"""Run the whole example: server, WeChat sandbox, worker and sweeper; send the specimens; then serve."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from marketplace.processes import PartFailed, Parts, answers, free_port, listens

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("EXAMPLE_VAR", HERE / "var"))
MANAGE = [sys.executable, str(HERE / "manage.py")]
SWEEP_SECONDS = "5"
BEGAN = time.monotonic()


def main() -> int:
    """Return 0 where every specimen was read and decided."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exit", action="store_true", help="stop everything after the demonstration")
    leave = parser.parse_args().exit
    try:
        with Parts(VAR / "logs") as parts:
            return _run(parts, leave=leave)
    except PartFailed as failure:
        say(f"Failed: {failure}")
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def _run(parts: Parts, *, leave: bool) -> int:
    web, sandbox = free_port(8000), free_port(8765)
    url = f"http://127.0.0.1:{web}"
    environment = {**os.environ, "SITE_URL": url, "SANDBOX_URL": f"http://127.0.0.1:{sandbox}"}
    _prepare(parts, environment)
    if "WECHAT_APPID" not in environment:
        say(f"Starting the WeChat sandbox on port {sandbox}")
        parts.start("sandbox", [*MANAGE, "wechat_sandbox", f"127.0.0.1:{sandbox}"], environment)
    say(f"Starting the web server on port {web}, the worker and the sweeper")
    parts.start("web", [*MANAGE, "runserver", "--noreload", f"127.0.0.1:{web}"], environment)
    parts.start("worker", [*MANAGE, "db_worker", "--no-reload", "--interval", "0.5"], environment)
    parts.start("sweeper", [*MANAGE, "recognize_pending", "--watch", SWEEP_SECONDS], environment)
    if "WECHAT_APPID" not in environment:
        parts.wait_until(lambda: listens(sandbox), what="The sandbox", seconds=60)
    parts.wait_until(lambda: answers(url), what="The web server", seconds=60)
    say("Sending the specimen licenses through the whole flow")
    code = parts.run([*MANAGE, "demo", "--url", url], environment)
    parts.check()
    if leave:
        say("Stopping everything")
        return code
    say(f"Marketplace: {url}/    Review queue: {url}/admin/    Logs: {parts.folder}")
    say("Serving until Ctrl-C; e-mails appear here")
    _serve(parts)
    return code


def _prepare(parts: Parts, environment: dict[str, str]) -> None:
    say("Preparing the database")
    for command in (["migrate", "--verbosity", "0"], ["createcachetable", "--verbosity", "0"]):
        if parts.run([*MANAGE, *command], environment):
            raise PartFailed(f"manage.py {command[0]} failed; see above.")


def _serve(parts: Parts) -> None:
    while True:
        parts.check()
        time.sleep(1)


def say(text: str) -> None:
    """Print at once what is being done, with the seconds since the start."""
    print(f"==> [{time.monotonic() - BEGAN:5.1f} s] {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
