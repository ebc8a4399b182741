from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import override_settings
from PIL import Image

from django_bizlicense.exceptions import OCRMisconfigured, OCRUnavailable
from django_bizlicense.models import LicenseVerification, OCRMeter
from django_bizlicense.ocr import BaseOCRBackend, FieldDetail, OCRImage, OCRResult
from tests import factories
from tests.management.commands import answers, run

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
KEYS = ["image", "ok", "fields", "normalized", "findings", "details", "error", "seconds"]


class MeasuringBackend(BaseOCRBackend):
    """Finds the license in the left upper quarter of whatever it is given, which it takes only small."""

    max_image_bytes = 100_000

    def read(self, image: OCRImage) -> OCRResult:
        right, lower = (side / 2 for side in Image.open(BytesIO(image.data)).size)
        quarter = ((0.0, 0.0), (right, 0.0), (right, lower), (0.0, lower))
        detail = FieldDetail(confidence=0.9, place=quarter)
        return OCRResult(fields={"reg_num": "1", "serial": ""}, cert_position=quarter, details={"reg_num": detail})


class FailingBackend(BaseOCRBackend):
    """Is down for blue pictures and closed for others."""

    def read(self, image: OCRImage) -> OCRResult:
        blue = Image.open(BytesIO(image.data)).getpixel((0, 0))[2] > 200
        raise OCRUnavailable(backend=self.alias) if blue else OCRMisconfigured("no secret", backend=self.alias)


MEASURING = {"default": {"BACKEND": f"{__name__}.MeasuringBackend"}}
FAILING = {"default": {"BACKEND": f"{__name__}.FailingBackend"}}


@pytest.fixture(autouse=True)
def engine_that_reads(settings):
    settings.BIZLICENSE_OCR = {**factories.dummy(), "blind": factories.dummy(None)["default"]}


def test_the_shape_of_an_answer(folder):
    (answer,) = answers(folder / "a.JPG")
    assert list(answer) == KEYS
    assert (answer["image"], answer["ok"], answer["error"]) == (str(folder / "a.JPG"), True, None)
    printed = [name for name in answer["fields"] if name not in ("cert_position", "img_size")]
    assert set(printed) == set(factories.ANSWER) - {"errcode", "errmsg", "cert_position", "img_size"}
    assert answer["fields"]["cert_position"] == factories.ANSWER["cert_position"]
    assert answer["fields"]["img_size"] == {"w": 600, "h": 400}
    assert set(answer["normalized"]) == {
        "number",
        "number_kind",
        "entity_kind",
        "registered_on",
        "term",
        "capital",
        "region",
    }
    assert answer["normalized"]["term"]["end"] == "2049-05-05"
    assert answer["seconds"] >= 0


def test_findings_are_told_in_both_languages(folder, settings):
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": "91330106MA2CFRHE4X"})
    (answer,) = answers(folder / "a.JPG")
    finding = answer["findings"][0]
    assert list(finding) == ["code", "severity", "field", "zh", "en", "suggestion"]
    assert (finding["code"], finding["severity"], finding["field"]) == ("number_check_digit", "blocker", "reg_num")


def test_refusals_are_answers(folder, tmp_path):
    (tmp_path / "cut.jpg").write_bytes(factories.jpeg()[:1500])
    with open(tmp_path / "huge.jpg", "wb") as file:
        file.truncate(30 * 1024 * 1024)
    os.symlink(tmp_path / "nowhere", folder / "b" / "deep" / "gone.png")
    found = answers(folder / "c.png", tmp_path / "cut.jpg", tmp_path / "huge.jpg", folder / "b" / "deep")
    codes = [answer["error"] and answer["error"]["code"] for answer in found]
    assert codes == ["not_a_photo", "damaged", "file_too_large", "file_unreadable", None]
    for answer in found[:4]:
        assert list(answer) == KEYS
        assert answer["fields"] == answer["details"] == {}
        assert answer["error"]["message"]
        assert answer["error"]["retryable"] is False


def test_a_picture_without_a_license_is_an_answer(folder):
    (answer,) = answers(folder / "a.JPG", "--backend", "blind")
    assert answer["error"]["code"] == "license_not_found"


@override_settings(BIZLICENSE_OCR=FAILING)
def test_an_engine_that_fails_is_exit_code_1_after_all_were_tried(tmp_path):
    for name, color in (("a.jpg", "blue"), ("b.jpg", "red")):
        Image.new("RGB", (300, 300), color).save(tmp_path / name)
    (tmp_path / "c.jpg").write_text("no picture")
    output = StringIO()
    with pytest.raises(CommandError, match="no answer to 2 of 3") as caught:
        call_command("read_license", str(tmp_path), "--format", "json", stdout=output, stderr=StringIO())
    assert caught.value.returncode == 1
    found = [answer["error"] for answer in json.loads(output.getvalue())]
    assert [(error["code"], error["retryable"]) for error in found] == [
        ("ocr_unavailable", True),
        ("ocr_misconfigured", False),
        ("not_a_photo", False),
    ]
    assert "no secret" in found[1]["message"]


@pytest.mark.parametrize(
    "settings_given",
    [
        {"default": {"BACKEND": "no.such.Backend"}},
        {"default": {"BACKEND": "django_bizlicense.ocr.dummy.DummyBackend", "OPTIONS": {"odd": 1}}},
    ],
)
def test_an_engine_that_is_none_is_a_configuration_failure(folder, settings, settings_given):
    settings.BIZLICENSE_OCR = settings_given
    with pytest.raises(CommandError) as caught:
        run(folder / "a.JPG")
    assert caught.value.returncode == 1


def test_a_database_without_tables_is_a_configuration_failure(folder):
    def no_such_table(execute, sql, params, many, context):
        raise OperationalError("no such table")

    output = StringIO()
    with connection.execute_wrapper(no_such_table), pytest.raises(CommandError) as caught:
        call_command("read_license", str(folder), stdout=output, stderr=StringIO())
    assert caught.value.returncode == 1
    assert output.getvalue().count("manage.py migrate") == 4


@pytest.mark.parametrize("arguments", [("--backend", "nobody"), ("/no/such/file.jpg",)])
def test_wrong_usage_is_exit_code_2_before_anything_is_read(folder, arguments):
    with pytest.raises(CommandError) as caught:
        run(folder, *arguments)
    assert caught.value.returncode == 2
    assert not OCRMeter.objects.exists()


@pytest.mark.parametrize("arguments", [("--jobs", "0"), ("--jobs", "x"), ("--format", "xml"), ()])
def test_what_argparse_refuses(folder, arguments):
    with pytest.raises(CommandError):
        run(*([folder] if arguments else []), *arguments)


def test_every_call_is_counted_and_nothing_is_stored(folder):
    answers(folder)
    assert OCRMeter.objects.get().calls == 4
    assert not LicenseVerification.objects.exists()


def test_a_spent_limit_is_said(folder, settings):
    settings.BIZLICENSE_OCR = factories.dummy(daily_limit=1)
    output = StringIO()
    with pytest.raises(CommandError, match="no answer to 3 of 5"):
        call_command("read_license", str(folder), "--format", "jsonl", stdout=output, stderr=StringIO())
    assert output.getvalue().count("ocr_quota_exhausted") == 3


@override_settings(BIZLICENSE_OCR=MEASURING)
@pytest.mark.parametrize(
    ("size", "orientation", "upright"),
    [((600, 400), 1, (600, 400)), ((600, 400), 6, (400, 600)), ((5000, 4000), 8, (4000, 5000))],
)
def test_geometry_is_in_pixels_of_the_picture_seen_upright(tmp_path, size, orientation, upright):
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new("RGB", size, "white").save(tmp_path / "a.jpg", exif=exif)
    (answer,) = answers(tmp_path)
    corner = answer["fields"]["cert_position"]["pos"]["right_bottom"]
    assert answer["fields"]["img_size"] == {"w": upright[0], "h": upright[1]}
    assert (corner["x"], corner["y"]) == pytest.approx((upright[0] / 2, upright[1] / 2))
    assert answer["details"]["reg_num"]["place"][2] == pytest.approx([upright[0] / 2, upright[1] / 2])
    assert "serial" not in answer["fields"]


def test_in_processes_of_their_own(folder):
    for number in range(6):
        shutil.copy(folder / "a.JPG", folder / f"n{number}.jpg")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.management.own_settings",
        "COMMAND_DATABASE": str(folder / "db.sqlite3"),
    }
    django = [sys.executable, "-m", "django"]
    command = [*django, "read_license", "--jobs", "2", "--format", "jsonl", str(folder)]
    subprocess.run([*django, "migrate", "--verbosity", "0"], cwd=ROOT, env=environment, check=True)
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    found = [json.loads(line) for line in done.stdout.decode().splitlines()]
    names = [os.path.basename(answer["image"]) for answer in found]
    assert names == ["a.JPG", "x.jpeg", "z.jpg", "b.jpg", "c.png", *(f"n{number}.jpg" for number in range(6))]
    assert [answer["ok"] for answer in found] == [True] * 4 + [False] + [True] * 6
    assert found[0]["fields"]["enterprise_name"] == "杭州样本云杉贸易有限公司"
