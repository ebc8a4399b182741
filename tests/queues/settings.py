"""A project whose pages and workers are processes of their own: QUEUE_RECIPE says what brings them their work."""

from __future__ import annotations

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, DJANGO_6, INSTALLED_APPS, STORAGES

RECIPE = os.environ["QUEUE_RECIPE"]
FOLDER = Path(os.environ["QUEUE_FOLDER"])
REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
DATABASES["default"]["NAME"] = FOLDER / "db.sqlite3"
STORAGES["bizlicense"] = {
    "BACKEND": "django_bizlicense.models.storage.PrivateStorage",
    "OPTIONS": {"location": FOLDER / "photos"},
}
BIZLICENSE_OCR = {
    "default": {
        "BACKEND": "django_bizlicense.ocr.dummy.DummyBackend",
        "OPTIONS": {"answer": {"errcode": 0, "reg_num": "91330106MA2CFRHEX0"}},
    }
}

if RECIPE == "db":
    INSTALLED_APPS += ["django_tasks_db"]
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
elif RECIPE == "rq":
    INSTALLED_APPS += ["django_rq", "django_tasks_rq"]
    RQ_QUEUES = {"default": {"URL": REDIS_URL}}
    TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}}
elif RECIPE == "celery":
    INSTALLED_APPS += ["tests.queues.with_celery"]
    CELERY_BROKER_URL = REDIS_URL
    CELERY_TASK_PUBLISH_RETRY = False
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
if not DJANGO_6 and "django_tasks" not in INSTALLED_APPS:
    INSTALLED_APPS += ["django_tasks"]
