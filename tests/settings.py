"""Settings of the test suite: DATABASE_URL and REDIS_URL move it to the real things."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import django

BASE_DIR = Path(__file__).resolve().parent
WORK_DIR = Path(tempfile.gettempdir())
SECRET_KEY = "tests-only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
ROOT_URLCONF = "tests.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
LOGIN_URL = "/admin/login/"
DJANGO_6 = django.VERSION >= (6, 0)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "django_bizlicense",
    *([] if DJANGO_6 else ["django_tasks"]),
]
MIDDLEWARE = [
    "django_bizlicense.uploads.UploadLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


SERVERS = {"postgresql": "django.db.backends.postgresql", "mariadb": "django.db.backends.mysql"}
MARIADB = {"OPTIONS": {"charset": "utf8mb4"}, "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_bin"}}


def _database() -> dict[str, object]:
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if url.scheme in SERVERS:
        return {
            "ENGINE": SERVERS[url.scheme],
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            **(MARIADB if url.scheme == "mariadb" else {}),
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WORK_DIR / "bizlicense-tests.sqlite3",
        "TEST": {"NAME": WORK_DIR / f"bizlicense-tests-{os.getpid()}.sqlite3"},
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
    }


def _redis() -> str:
    """Return REDIS_URL, in each of several test processes with a database of its own behind the one it names."""
    url, worker = os.environ.get("REDIS_URL", ""), os.environ.get("PYTEST_XDIST_WORKER", "")
    if not (url and worker):
        return url
    server, _, number = url.rpartition("/")
    return f"{server}/{int(number) + 1 + int(worker.removeprefix('gw'))}"


DATABASES = {"default": _database()}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis()}
    if _redis()
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "bizlicense": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.dummy.DummyBackend"
        if DJANGO_6
        else "django_tasks.backends.dummy.DummyBackend"
    }
}
BIZLICENSE_OCR = {
    "default": {"BACKEND": "django_bizlicense.ocr.dummy.DummyBackend"},
}
BIZLICENSE_HISTORY_KEYS = ["tests-only, for history"]
REST_FRAMEWORK = {"TEST_REQUEST_DEFAULT_FORMAT": "multipart"}
