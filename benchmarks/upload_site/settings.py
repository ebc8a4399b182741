"""The tests' settings on disk; UPLOAD_SITE names its folder, UPLOAD_QUEUE the queue; WeChat is away in any case."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

FOLDER = Path(os.environ["UPLOAD_SITE"])
REDIS_IS_AWAY = os.environ["UPLOAD_QUEUE"] == "redis"
NOWHERE = "127.0.0.1:1"

ROOT_URLCONF = "benchmarks.upload_site.urls"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "db.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
    }
}
DISK = "django.core.files.storage.FileSystemStorage"
STORAGES = {
    "default": {"BACKEND": DISK, "OPTIONS": {"location": str(FOLDER / "bare")}},
    "bizlicense": {"BACKEND": "django_bizlicense.models.storage.PrivateStorage", "OPTIONS": {"location": str(FOLDER)}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REDIS = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"redis://{NOWHERE}/0"}
CACHES = {"default": REDIS if REDIS_IS_AWAY else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
INSTALLED_APPS += ["django_tasks_db"]  # noqa: F405
QUEUES = {
    "database": "django_tasks_db.DatabaseBackend",
    "redis": "benchmarks.upload_site.queue.RedisQueue",
    "none": f"{'django.tasks' if DJANGO_6 else 'django_tasks'}.backends.immediate.ImmediateBackend",  # noqa: F405
}
TASKS = {"default": {"BACKEND": QUEUES[os.environ["UPLOAD_QUEUE"]]}}
BIZLICENSE_OCR = {
    "default": {
        "BACKEND": "django_bizlicense.ocr.wechat.WeChatBackend",
        "OPTIONS": {"appid": "wx1", "secret": "s", "base_url": f"http://{NOWHERE}"},
    }
}
BIZLICENSE_SENDINGS_PER_DAY = BIZLICENSE_REQUESTS_PER_MINUTE = 1_000_000  # counted, and never reached
