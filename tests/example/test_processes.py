from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "example_project"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)"
SUPERVISED = "from marketplace.processes import end_with_supervisor; end_with_supervisor(); import time; time.sleep(60)"
SUPERVISOR = f"""
import os, sys, time
from pathlib import Path
from marketplace.processes import Parts
with Parts(Path(sys.argv[1])) as parts:
    part = parts.start("part", [sys.executable, "-c", {SUPERVISED!r}], dict(os.environ))
    print(part.process.pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def processes():
    from marketplace import processes

    return processes


@pytest.fixture
def signals_kept():
    """The supervisor takes signals for itself; the test run wants them back."""
    numbers = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text() if Path("/proc").exists() else True


def gone(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def test_nothing_survives_the_block(processes, tmp_path, monkeypatch, signals_kept):
    monkeypatch.setattr(processes, "PATIENCE", 0.5)
    with pytest.raises(ZeroDivisionError), processes.Parts(tmp_path) as parts:
        started = [
            parts.start("stubborn", [sys.executable, "-c", STUBBORN], dict(os.environ)),
            parts.start("meek", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ)),
        ]
        parts.wait_until(lambda: "up" in started[0].last_words(), what="stubborn", seconds=10)
        _ = 1 / 0
    assert [part.process.poll() is None for part in started] == [False, False]


def test_a_part_that_ends_is_named_with_its_last_words(processes, tmp_path, signals_kept):
    with processes.Parts(tmp_path) as parts:
        parts.start("worker", [sys.executable, "-c", "print('no such table'); raise SystemExit(3)"], dict(os.environ))
        with pytest.raises(processes.PartFailed, match=r"worker ended \(3\)[\s\S]*no such table"):
            parts.run([sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ))


def test_a_part_that_does_not_answer_is_named(processes, tmp_path, signals_kept):
    with processes.Parts(tmp_path) as parts, pytest.raises(processes.PartFailed, match="The server does not answer"):
        parts.wait_until(lambda: False, what="The server", seconds=0.2)


def test_a_commands_code_is_returned(processes, tmp_path, signals_kept):
    with processes.Parts(tmp_path) as parts:
        assert parts.run([sys.executable, "-c", "raise SystemExit(5)"], dict(os.environ)) == 5


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_parts_end_with_their_supervisor(number, tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLE)}
    command = [sys.executable, "-c", SUPERVISOR, str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as supervisor:
        pid = int(supervisor.stdout.readline())
        time.sleep(0.5)
        supervisor.send_signal(number)
    assert gone(pid, 5)


def test_a_taken_port_is_avoided(processes):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert processes.listens(port)
        assert processes.free_port(port) not in (0, port)
