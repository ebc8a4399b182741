"""What the worst files within the bounds cost: at most 2.5 s of CPU and 450 MB, measured in a process of their own."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from django_bizlicense.images import accept
from tests.images.material import (
    CMYK,
    COLOR_420,
    COLOR_444,
    baseline_jpeg,
    blank_png,
    chunk,
    empty_deflate_blocks,
    noise,
    png,
    refining_jpeg,
    rows,
    segment,
    written,
)

CPU_SECONDS = 2.5
PEAK_BYTES = 450_000_000
BODY = 20_960_000
SOAK = pytest.mark.soak

MEASURE = """
import json, pathlib, re, resource, sys, time
from django_bizlicense.exceptions import ImageRejected
from django_bizlicense.images import accept
data = pathlib.Path(sys.argv[1]).read_bytes()
before = time.process_time()
try:
    outcome = str(accept(data).width)
except ImageRejected as refusal:
    outcome = refusal.code.value
cpu = time.process_time() - before
try:  # unlike ru_maxrss this does not begin at the size of the parent process
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) * 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([outcome, cpu, peak]))
"""


def noisy_png(size: tuple[int, int], *, depth: int, color: int, row_filter: int, extra: bytes = b"") -> bytes:
    """As many bytes of noise as fit, spread over the rows."""
    dice, packer = random.Random(5), zlib.compressobj(1)
    row = rows((size[0], 1), depth=depth, color=color) - 1
    loud = min(row, BODY // size[1] - 400)
    packed = [packer.compress(bytes([row_filter]) + dice.randbytes(loud) + bytes(row - loud)) for _ in range(size[1])]
    return png(size, depth=depth, color=color, extra=extra, packed=b"".join([*packed, packer.flush()]))


def inflating_png() -> bytes:
    return png((5000, 4000), packed=zlib.compress(bytes(400_000_000), 1))


PALETTE = chunk(b"PLTE", bytes(768)) + chunk(b"tRNS", bytes(range(256)))
EVERYDAY: dict[str, Callable[[], bytes]] = {
    "scans at 24 MP": lambda: refining_jpeg((6000, 4000), COLOR_444, scans=25, body=BODY),
    "coefficients at 40 MP": lambda: refining_jpeg((7000, 5700), COLOR_444, scans=15, body=BODY // 4),
    "48 MP": lambda: baseline_jpeg((8064, 6048), COLOR_420, BODY),
    "PNG, 20 MP, 16 bit RGBA": lambda: blank_png((5000, 4000), depth=16, color=6),
    "PNG of empty blocks": lambda: png((5000, 4000), depth=16, color=6, packed=empty_deflate_blocks(1_800_000)),
    "nothing but fill bytes": lambda: b"\xff\xd8" + b"\xff" * BODY,
}
THOROUGH: dict[str, Callable[[], bytes]] = {
    "PNG, interlaced RGBA": lambda: blank_png((5000, 4000), color=6, interlaced=True),
    "PNG that inflates": inflating_png,
    "nothing but stuffed bytes": lambda: b"\xff\xd8\xff\xe0" + b"\xff\x00" * (BODY // 2),
    "scans at 50 MP": lambda: refining_jpeg((8160, 6120), COLOR_420, scans=12, body=BODY),
    "scans at 9 MP": lambda: refining_jpeg((3060, 3060), COLOR_444, scans=64, body=BODY),
    "progressive CMYK": lambda: refining_jpeg((5000, 4000), CMYK, scans=30, body=BODY),
    "24 MP": lambda: baseline_jpeg((6000, 4000), COLOR_444, BODY),
    "50 MP CMYK": lambda: baseline_jpeg((8160, 6120), CMYK, BODY),
    "noisy PNG, RGBA": lambda: noisy_png((5000, 4000), depth=8, color=6, row_filter=4),
    "noisy PNG, 16 bit": lambda: noisy_png((5000, 4000), depth=16, color=6, row_filter=4),
    "noisy PNG, palette": lambda: noisy_png((5000, 4000), depth=8, color=3, row_filter=0, extra=PALETTE),
    "noisy PNG, key": lambda: noisy_png((5000, 4000), depth=8, color=2, row_filter=4, extra=chunk(b"tRNS", bytes(6))),
    "PNG of empty chunks": lambda: blank_png((5000, 4000), extra=chunk(b"prIv", b"") * 1_600_000),
    "PNG of text bombs": lambda: blank_png(extra=chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(10**7))) * 1000),
    "JPEG of empty segments": lambda: b"\xff\xd8" + segment(0xFE, b"") * (BODY // 4),
    "JPEG of tables": lambda: baseline_jpeg((300, 300), COLOR_420, 9)[:-2] + segment(0xC4, bytes(17)) * (BODY // 21),
}


@pytest.mark.parametrize("name", [*EVERYDAY, *(pytest.param(name, marks=SOAK) for name in THOROUGH)])
def test_the_worst_files_stay_under_the_bars(name: str, tmp_path: Path) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes({**EVERYDAY, **THOROUGH}[name]())
    assert upload.stat().st_size <= 20 * 1024 * 1024
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURE, str(upload)], capture_output=True, text=True, check=True
    )
    outcome, cpu, peak = json.loads(answer.stdout)
    assert cpu <= CPU_SECONDS, (outcome, cpu)
    assert peak <= PEAK_BYTES, (outcome, peak)


MEASURE_COPY = """
import json, pathlib, re, sys
from django_bizlicense.images import prepare
from django_bizlicense.images.stored import open_stored
def memory(name):
    return int(re.search(name + r":\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) * 1024
content = pathlib.Path(sys.argv[1]).read_bytes()
open_stored(content).resize((100, 75), box=(0, 0, 100, 75)).save(pathlib.Path(sys.argv[1] + ".warm"), "JPEG")
pathlib.Path("/proc/self/clear_refs").write_text("5")  # begin the peak anew
before = memory("VmRSS")
open_stored(content).load() if sys.argv[2] == "decode" else prepare(content, max_bytes=int(sys.argv[2]))
print(memory("VmHWM") - before)
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="peaks are read from Linux' /proc")
@pytest.mark.parametrize("limit", [1_900_000, 600_000])
def test_the_copy_takes_at_most_half_more_memory_than_its_photo(limit: int, tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(accept(written(noise((4000, 3000), 0.2), quality=90)).content)
    peaks = [
        int(
            subprocess.run(
                [sys.executable, "-c", MEASURE_COPY, str(photo), way], capture_output=True, text=True, check=True
            ).stdout
        )
        for way in ("decode", str(limit))
    ]
    assert peaks[0] > 40_000_000
    assert peaks[1] <= 1.5 * peaks[0]
