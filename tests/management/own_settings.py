"""Settings for a command in a process of its own: COMMAND_DATABASE names its database file."""

import os

from tests.settings import *  # noqa: F403

ANSWER = {"reg_num": "91330106MA2CFRHE4W", "enterprise_name": "杭州样本云杉贸易有限公司"}
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["COMMAND_DATABASE"]}}
BIZLICENSE_OCR = {
    "default": {"BACKEND": "django_bizlicense.ocr.dummy.DummyBackend", "OPTIONS": {"answer": ANSWER}},
}
