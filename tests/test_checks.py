from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from django_bizlicense.models.storage import default_folder
from tests import factories

LOCAL = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": "/srv/media/licenses"}}
PACKAGE = Path(__file__).resolve().parent.parent / "django_bizlicense"
S3 = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "licenses"}}

pytestmark = pytest.mark.django_db  # MySQL is asked what it can


def ids() -> list[str]:
    return [message.id for message in run_checks(tags=["bizlicense"])]


def test_who_silences_one_check_silences_no_other():
    sources = {file: file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")}
    given = [found for source in sources.values() for found in set(re.findall(r'"(bizlicense\.[EW]\d{3})"', source))]
    assert len(given) > 20
    assert [found for found, times in Counter(given).items() if times > 1] == []


@override_settings(BIZLICENSE_OCR=factories.dummy())
def test_the_settings_of_the_suite_are_clean():
    assert ids() == []


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("BIZLICENSE_OCR", {}, "bizlicense.E001"),
        ("BIZLICENSE_OCR", {"default": "dummy"}, "bizlicense.E002"),
        ("BIZLICENSE_OCR", {"default": {"BACKEND": "no.such.Backend"}}, "bizlicense.E003"),
        ("BIZLICENSE_OCR", factories.dummy(colour="red"), "bizlicense.E003"),
        ("BIZLICENSE_ATTEMPTS_MAX", 0, "bizlicense.E004"),
        ("BIZLICENSE_RECOGNITION_PATIENCE", "soon", "bizlicense.E004"),
        ("BIZLICENSE_UNREADABLE_BEFORE_REVIEW", "three", "bizlicense.E004"),
        ("BIZLICENSE_FINDINGS", ["no.such.finding"], "bizlicense.E005"),
        ("BIZLICENSE_FOUR_EYES", "no.such.predicate", "bizlicense.E005"),
        ("BIZLICENSE_FOUR_EYES", 1, "bizlicense.E005"),
        ("BIZLICENSE_REVIEW_POLICY", "no.such.policy", "bizlicense.E005"),
        ("BIZLICENSE_REVIEW_SLA", 0, "bizlicense.E004"),
        ("BIZLICENSE_CLAIM_SECONDS", 0, "bizlicense.E004"),
        ("BIZLICENSE_EXPIRY_GRACE_DAYS", -1, "bizlicense.E004"),
        ("BIZLICENSE_REVERIFY_GRACE_DAYS", 1.5, "bizlicense.E004"),
        ("BIZLICENSE_RETENTION", {"photos": 365}, "bizlicense.E007"),
        ("BIZLICENSE_RETENTION", {"photo": 0}, "bizlicense.E007"),
        ("BIZLICENSE_RETENTION", 365, "bizlicense.E007"),
        ("BIZLICENSE_REMIND_DAYS", 30, "bizlicense.E008"),
        ("BIZLICENSE_REMIND_DAYS", ("a month",), "bizlicense.E008"),
        ("BIZLICENSE_SENDINGS_PER_DAY", 0, "bizlicense.E004"),
        ("BIZLICENSE_REQUESTS_PER_MINUTE", "120/min", "bizlicense.E004"),
        ("BIZLICENSE_HEALTH", {"queue_age": "900"}, "bizlicense.E020"),
        ("BIZLICENSE_HEALTH", {"quueue_age": 900}, "bizlicense.E020"),
        ("BIZLICENSE_HEALTH", 900, "bizlicense.E020"),
        ("BIZLICENSE_SENDFILE", "X-Sendfile", "bizlicense.E021"),
        ("BIZLICENSE_SENDFILE", {"header": "X-Send"}, "bizlicense.E021"),
        ("BIZLICENSE_SENDFILE", {"header": "X-Accel-Redirect", "prefix": "protected"}, "bizlicense.E021"),
        ("BIZLICENSE_SENDFILE", {"header": "X-Sendfile"}, "bizlicense.E021"),  # of what lies in memory
        ("BIZLICENSE_HISTORY_KEYS", "one text", "bizlicense.E022"),
        ("BIZLICENSE_HISTORY_KEYS", ["", "fine"], "bizlicense.E022"),
        ("BIZLICENSE_HISTORY_KEYS", [], "bizlicense.W022"),
        ("MIDDLEWARE", [], "bizlicense.W001"),
        (
            "MIDDLEWARE",
            ["django.middleware.csrf.CsrfViewMiddleware", "django_bizlicense.uploads.UploadLimitMiddleware"],
            "bizlicense.W001",
        ),
        (
            "DATABASES",
            {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            "bizlicense.W004",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_each_mistake_is_named(setting, value, expected):
    with override_settings(**{"BIZLICENSE_OCR": factories.dummy(), setting: value}):
        assert expected in ids()


def test_while_debugging_the_history_may_be_sealed_with_the_secret_key(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_HISTORY_KEYS = None
    assert ids() == ["bizlicense.W022"]
    settings.DEBUG = True
    assert ids() == []


def test_it_must_be_said_where_photos_lie(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.STORAGES = {name: params for name, params in settings.STORAGES.items() if name != "bizlicense"}
    assert ids() == []
    del settings.BASE_DIR
    assert ids() == ["bizlicense.E006"]
    settings.MEDIA_ROOT = "/srv/media"
    assert ids() == []
    assert default_folder() == Path("/srv/bizlicense-private")


def test_a_second_reader_that_is_none(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    for alias in ("default", "nobody"):
        settings.BIZLICENSE_SECOND_READER = alias
        assert ids() == ["bizlicense.E009"]
    settings.BIZLICENSE_OCR = {**settings.BIZLICENSE_OCR, "nobody": settings.BIZLICENSE_OCR["default"]}
    assert not ids()


def test_photos_below_media_root_and_buckets_that_overwrite_are_named(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.MEDIA_ROOT = "/srv/media"
    settings.STORAGES = {**settings.STORAGES, "bizlicense": LOCAL}
    assert ids() == ["bizlicense.W002"]
    settings.STORAGES = {**settings.STORAGES, "bizlicense": S3}
    assert ids() == ["bizlicense.W003", "bizlicense.W020"]


class Waits:
    """As much of botocore's Config as is looked at."""

    def __init__(self, connect_timeout: float, read_timeout: float) -> None:
        self.connect_timeout, self.read_timeout = connect_timeout, read_timeout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"client_config": Waits(3, 60)}, ["bizlicense.W020"]),
        ({"default_acl": "public-read"}, ["bizlicense.W021"]),
        ({"default_acl": "private"}, []),
        ({"querystring_auth": False}, ["bizlicense.W021"]),
    ],
)
def test_a_bucket_that_is_slow_or_public_is_named(settings, options, expected):
    settings.BIZLICENSE_OCR = factories.dummy()
    good = {"bucket_name": "licenses", "file_overwrite": False, "client_config": Waits(3, 10)}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": {**S3, "OPTIONS": {**good, **options}}}
    assert ids() == expected


def test_what_django_storages_reads_for_all_counts_too(settings):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.STORAGES = {**settings.STORAGES, "bizlicense": S3}
    settings.AWS_S3_FILE_OVERWRITE = False
    settings.AWS_S3_CLIENT_CONFIG = Waits(3, 10)
    settings.AWS_DEFAULT_ACL = "public-read"
    assert ids() == ["bizlicense.W021"]


def test_limits_and_servers_that_are_right(settings, tmp_path):
    settings.BIZLICENSE_OCR = factories.dummy()
    settings.BIZLICENSE_SENDINGS_PER_DAY = settings.BIZLICENSE_REQUESTS_PER_MINUTE = None
    settings.BIZLICENSE_HEALTH = {"queue_age": 60, "quota": 0.5, "review_age": None}
    settings.STORAGES = {**settings.STORAGES, "bizlicense": {**LOCAL, "OPTIONS": {"location": str(tmp_path)}}}
    for sendfile in ({"header": "X-Accel-Redirect", "prefix": "/protected/"}, {"header": "X-Sendfile"}, None):
        settings.BIZLICENSE_SENDFILE = sendfile
        assert ids() == []
