"""The parent of the processes that are killed: it imports Django once and forks whatever it is told to on its stdin."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

BACKLOG = 512


def main() -> None:
    """Make the tables, then follow the orders: one JSON object a line, one answer a line."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from tests.crash import inside, points  # noqa: F401  imported here so that every child has it

    call_command("migrate", verbosity=0)
    connections.close_all()
    warm_up()
    print(json.dumps("ready"), file=out, flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(ORDERS[order.pop("do")](**order)), file=out, flush=True)


def warm_up() -> None:
    """Import what every child would import for itself."""
    from importlib import import_module

    from django.conf import settings
    from django.urls import get_resolver
    from PIL import Image

    for name in ("django.core.servers.basehttp", "django_tasks_db.management.commands.db_worker", "psycopg", "redis"):
        import_module(name)
    import_module("django_bizlicense.management.commands.recognize_pending")
    get_resolver(settings.ROOT_URLCONF)._populate()
    Image.init()


def fork(job: Callable[[], None], point: str | None) -> int:
    """Run a job in a process of its own, which dies at `point` where one is named."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        if point:
            from tests.crash.points import arm

            arm(point)
        job()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001  whatever it is, a forked child must not run on into the parent's loop
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def web(point: str | None = None, port: int = 0) -> dict[str, int]:
    """Serve the site; the socket listens before the process is there."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(BACKLOG)
    pid = fork(lambda: serve(listener), point)
    port = listener.getsockname()[1]
    listener.close()
    return {"pid": pid, "port": port}


def serve(listener: socket.socket) -> None:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler, bind_and_activate=False)
    server.socket.close()
    server.socket, server.server_name, server.server_port = listener, "127.0.0.1", listener.getsockname()[1]
    server.setup_environ()
    server.set_app(get_wsgi_application())
    server.serve_forever()


def command(arguments: list[str], point: str | None = None) -> dict[str, int]:
    """Run a management command in a process of its own."""
    from django.core.management import execute_from_command_line

    return {"pid": fork(lambda: execute_from_command_line(["manage.py", *arguments]), point)}


def wait(pid: int, seconds: float) -> int | None:
    """Return how a process ended: its exit code, -9 for SIGKILL, None where it still runs."""
    ends = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > ends:
            return None
        time.sleep(0.005)


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    os.kill(pid, number)


def begin(function: str, arguments: dict[str, Any], answer: str) -> dict[str, int]:
    """Have a function of `inside` called in a process of its own, which writes what it returns into a file."""
    from tests.crash import inside

    def job() -> None:
        Path(answer).write_text(json.dumps(getattr(inside, function)(**arguments)))

    return {"pid": fork(job, None)}


ORDERS: dict[str, Callable[..., Any]] = {"web": web, "command": command, "wait": wait, "kill": kill, "begin": begin}

if __name__ == "__main__":
    main()
