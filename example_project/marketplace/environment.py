"""What the environment switches: without any variable everything stays on this machine."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SANDBOX_URL = "http://127.0.0.1:8765"
ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
}


def secret_key(folder: Path) -> str:
    """Return SECRET_KEY, else the key that the first start has written for this installation."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def database(folder: Path) -> dict[str, Any]:
    """Return the database of DATABASE_URL, else an SQLite that many processes may write to."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme:
        # Deferred transactions answer "database is locked" as soon as two processes write.
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3", "OPTIONS": options}
    if url.scheme not in ENGINES:
        raise ImproperlyConfigured(f"DATABASE_URL must begin with one of {', '.join(ENGINES)}.")
    return {
        "ENGINE": ENGINES[url.scheme],
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
    }


def cache() -> dict[str, Any]:
    """Return a cache that all processes share, for WeChat's access_token: REDIS_URL, else a table."""
    if url := os.environ.get("REDIS_URL"):
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "marketplace_cache"}


def photo_storage(folder: Path) -> dict[str, Any]:
    """Return the private storage of the photos: the bucket of S3_BUCKET, else a folder without a URL."""
    bucket = os.environ.get("S3_BUCKET")
    if not bucket:
        path = "django_bizlicense.models.storage.PrivateStorage"
        return {"BACKEND": path, "OPTIONS": {"location": folder / "licenses"}}
    from botocore.config import Config

    patience = {"connect_timeout": 3, "read_timeout": 10, "retries": {"total_max_attempts": 2}}
    options = {
        "bucket_name": bucket,
        "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
        "access_key": os.environ.get("S3_ACCESS_KEY") or None,
        "secret_key": os.environ.get("S3_SECRET_KEY") or None,
        "default_acl": "private",
        "file_overwrite": False,
        "querystring_expire": 60,
        "client_config": Config(signature_version="s3v4", **patience),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def wechat() -> dict[str, Any]:
    """Return the options of the engine: the real account of WECHAT_APPID, else the sandbox on this machine."""
    if appid := os.environ.get("WECHAT_APPID"):
        return {"appid": appid, "secret": os.environ.get("WECHAT_SECRET", "")}
    # A sandbox on a busy small machine reads more slowly than WeChat does.
    base_url = os.environ.get("SANDBOX_URL", SANDBOX_URL)
    return {"appid": "sandbox", "secret": "sandbox", "base_url": base_url, "deadline": 60}
