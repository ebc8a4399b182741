"""A process that forks after it has read goes on reading in its child."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.specimens import SPECIMENS

pytestmark = pytest.mark.engine
READ_FORK_READ = """
import os, sys
from pathlib import Path
import django
django.setup()
from django_bizlicense.ocr import OCRImage
from django_bizlicense.ocr.local import LocalBackend
image = OCRImage(data=Path(sys.argv[1]).read_bytes())
LocalBackend("local", {}).read(image)
child = os.fork()
if not child:
    number = LocalBackend("local", {}).read(image).fields["reg_num"]
    os._exit(0 if number else 1)  # as multiprocessing and RQ end; onnxruntime cannot end otherwise in a fork
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.thorough
def test_a_child_reads_after_its_parent_has() -> None:
    command = [sys.executable, "-W", "ignore", "-c", READ_FORK_READ, str(SPECIMENS[0].path)]
    assert subprocess.run(command, timeout=90, check=False).returncode == 0
