"""Settings of the house that is crashed: the tests' own with real files, a real queue and WeChat's sandbox."""

from __future__ import annotations

import os
from pathlib import Path

from tests import settings as everyday

globals().update({name: getattr(everyday, name) for name in dir(everyday) if name.isupper()})

HOUSE = Path(os.environ["HOUSE_FOLDER"])

INSTALLED_APPS = [*everyday.INSTALLED_APPS, "django_tasks_db"]
DATABASES = everyday.DATABASES
if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["NAME"] = HOUSE / "house.sqlite3"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    if os.environ.get("REDIS_URL")
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": HOUSE / "cache"}
}
STORAGES = {
    **everyday.STORAGES,
    "bizlicense": {
        "BACKEND": "django_bizlicense.models.storage.PrivateStorage",
        "OPTIONS": {"location": HOUSE / "photos"},
    },
}
IMMEDIATE = "django.tasks.backends.immediate.ImmediateBackend"
if not everyday.DJANGO_6:
    IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
TASKS = {
    "default": {"BACKEND": IMMEDIATE if os.environ.get("HOUSE_WITHOUT_QUEUE") else "django_tasks_db.DatabaseBackend"}
}
BIZLICENSE_OCR = {
    "default": {
        "BACKEND": "django_bizlicense.ocr.wechat.WeChatBackend",
        "OPTIONS": {
            "appid": "sandbox",
            "secret": "sandbox",
            "base_url": os.environ["HOUSE_SANDBOX"],
            "deadline": float(os.environ["HOUSE_DEADLINE"]),
        },
    }
}
BIZLICENSE_REQUESTS_PER_MINUTE = 1000
"""A hundred at once and those that are sent again come from one user."""
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
