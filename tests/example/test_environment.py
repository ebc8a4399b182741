from __future__ import annotations

import stat
import subprocess

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


@pytest.fixture
def environment():
    from marketplace import environment

    return environment


def test_the_key_is_made_once_and_read_by_nobody_else(environment, tmp_path):
    key = environment.secret_key(tmp_path)
    assert len(key) >= 50
    assert environment.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_key_may_come_from_outside(environment, tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert environment.secret_key(tmp_path) == "given"
    assert not list(tmp_path.iterdir())


def test_the_database_is_a_patient_sqlite(environment, tmp_path):
    database = environment.database(tmp_path)
    assert database["NAME"] == tmp_path / "db.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "WAL" in database["OPTIONS"]["init_command"]


def test_a_database_url_is_taken_apart(environment, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:p%40ss@db.example:5433/shop")
    database = environment.database(tmp_path)
    assert database == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }


def test_an_unknown_database_is_named(environment, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "oracle://x")
    with pytest.raises(ImproperlyConfigured, match="postgres"):
        environment.database(tmp_path)


def test_the_cache_is_shared_in_any_case(environment, monkeypatch):
    assert environment.cache()["BACKEND"].endswith("DatabaseCache")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1/3")
    assert environment.cache()["LOCATION"] == "redis://127.0.0.1/3"


def test_photos_never_have_a_public_url(environment, tmp_path, monkeypatch):
    local = environment.photo_storage(tmp_path)
    with pytest.raises(ValueError, match="no URL"):
        import_string(local["BACKEND"])(**local["OPTIONS"]).url("licenses/a.jpg")
    monkeypatch.setenv("S3_BUCKET", "licenses")
    monkeypatch.setenv("S3_ENDPOINT_URL", "https://s3.example")
    options = environment.photo_storage(tmp_path)["OPTIONS"]
    assert (options["file_overwrite"], options["querystring_expire"]) == (False, 60)
    assert (options["bucket_name"], options["endpoint_url"]) == ("licenses", "https://s3.example")


def test_without_an_account_the_sandbox_reads(environment, monkeypatch):
    monkeypatch.setenv("SANDBOX_URL", "http://127.0.0.1:1")
    assert environment.wechat()["base_url"] == "http://127.0.0.1:1"
    monkeypatch.setenv("WECHAT_APPID", "wx1")
    monkeypatch.setenv("WECHAT_SECRET", "s")
    assert environment.wechat() == {"appid": "wx1", "secret": "s"}


@pytest.mark.parametrize("switches", [{}, {"WECHAT_APPID": "wx1", "WECHAT_SECRET": "s"}, {"S3_BUCKET": "licenses"}])
def test_the_settings_hold(manage, switches):
    command, given = manage
    done = subprocess.run(
        [*command, "check", "--fail-level", "WARNING"], env={**given, **switches}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_no_migration_is_missing(manage):
    command, given = manage
    done = subprocess.run([*command, "makemigrations", "--check"], env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
