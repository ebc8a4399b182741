"""What the others notice while a few phones send their photo over a bad line: gunicorn alone, and behind nginx."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.serving import free_port, running

NGINX_PROGRAM = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
MISSING = "nginx is needed: apt install nginx-light (or nginx)."
LIST = "/api/license/verifications/"
BODY, PIECE, PAUSE = 1_000_000, 500, 0.25
"""A megabyte at 2 kB a second: nobody waits for its end."""
PROBES, PATIENCE = 5, 10.0
WORKERS = {"sync": ["--worker-class=sync"], "gthread": ["--worker-class=gthread", "--threads=8"]}
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; user {user};
events {{ worker_connections 512; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; client_max_body_size 21m;
    location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_set_header Host $host; }} }}
}}
"""


def measure() -> list[dict[str, Any]]:
    """Return what a request of somebody else takes at two sync workers, and at two of eight threads."""
    from benchmarks.million.database import database_url, kept_database

    if not NGINX_PROGRAM:
        sys.exit(MISSING)
    name = "bizlicense_slow_clients"
    token = _token(kept_database(name, lambda: None, stamp=secrets.token_hex(8)))
    url = urlsplit(database_url())._replace(path=f"/{name}").geturl()
    return [_line(kind, count, url, token) for kind, count in (("sync", 4), ("gthread", 4), ("gthread", 32))]


def _line(kind: str, count: int, url: str, token: str) -> dict[str, Any]:
    with _gunicorn(WORKERS[kind], url) as upstream:
        alone = _waited(upstream, count, token)
    with _gunicorn(WORKERS[kind], url) as upstream, _nginx(upstream) as port:
        behind = _waited(port, count, token)
    return {
        "name": f"slow_clients_{kind}_{count}",
        "ours": round(statistics.median(behind), 3),
        "rival": round(statistics.median(alone), 3),
        "unit": "s for a request of somebody else",
        "ratio": round(statistics.median(behind) / statistics.median(alone), 4),
        "rival_is": f"gunicorn without nginx before it; 2 {kind} workers, {count} phones sending 2 kB/s",
        "n": PROBES,
        "rival_unanswered": sum(seconds >= PATIENCE for seconds in alone),
        "ours_unanswered": sum(seconds >= PATIENCE for seconds in behind),
    }


def _token(database: Any) -> str:
    from rest_framework.authtoken.models import Token

    from benchmarks.million.database import using
    from tests import factories

    with using(database):
        return str(Token.objects.create(user=factories.user("merchant")).key)


def _waited(port: int, count: int, token: str) -> list[float]:
    """Return the seconds that requests of others take while so many phones send; PATIENCE where no answer came."""
    url, headers = f"http://127.0.0.1:{port}{LIST}", {"Authorization": f"Token {token}"}
    requests.get(url, headers=headers, timeout=60).raise_for_status()  # the workers are up
    ended = threading.Event()
    phones = [threading.Thread(target=_send_slowly, args=(port, token, ended)) for _ in range(count)]
    for phone in phones:
        phone.start()
    time.sleep(1)
    try:
        return [_seconds(url, headers) for _ in range(PROBES)]
    finally:
        ended.set()
        for phone in phones:
            phone.join()


def _seconds(url: str, headers: dict[str, str]) -> float:
    start = time.perf_counter()
    try:
        requests.get(url, headers=headers, timeout=PATIENCE).raise_for_status()
    except requests.RequestException:
        return PATIENCE
    return time.perf_counter() - start


def _send_slowly(port: int, token: str, ended: threading.Event) -> None:
    head = (
        f"POST {LIST} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {token}\r\nContent-Length: {BODY}\r\n"
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="image";'
        ' filename="l.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", port)) as phone:
        try:
            phone.sendall(head.encode())
            while not ended.wait(PAUSE):
                phone.sendall(b"\xff" * PIECE)
        except OSError:
            return  # the server hung up


@contextmanager
def _gunicorn(arguments: Sequence[str], url: str) -> Iterator[int]:
    port = free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url}
    command = [sys.executable, "-m", "gunicorn", "--workers=2", f"--bind=127.0.0.1:{port}", "--log-level=critical"]
    command += [*arguments, "django.core.wsgi:get_wsgi_application()"]
    with running(command, port, env=environment, stderr=subprocess.DEVNULL):
        yield port


@contextmanager
def _nginx(upstream: int) -> Iterator[int]:
    port = free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        user = "root" if os.geteuid() == 0 else "nobody"
        file = Path(folder, "nginx.conf")
        file.write_text(NGINX.format(folder=folder, port=port, upstream=upstream, user=user))
        command = [str(NGINX_PROGRAM), "-p", folder, "-c", str(file), "-e", f"{folder}/error.log"]
        with running(command, port, stderr=subprocess.DEVNULL):
            yield port
