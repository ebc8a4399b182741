"""What a real installation sets beside the example's settings; the environment brings the rest (deploy/env.example)."""

import os

from marketplace.settings import *  # noqa: F403
from marketplace.settings import DATABASES, SITE_URL

DEBUG = False
STATIC_ROOT = os.environ.get("STATIC_ROOT", "/var/lib/static")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # nginx sets it; nothing else may reach gunicorn
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https:")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_HSTS_SECONDS = 3600 if SESSION_COOKIE_SECURE else 0
BIZLICENSE_HISTORY_KEYS = list(filter(None, os.environ.get("HISTORY_KEYS", "").split(",")))
BIZLICENSE_HEALTH_TOKEN = os.environ.get("HEALTH_TOKEN", "")

if "postgresql" in DATABASES["default"]["ENGINE"]:
    # A worker that waits fifteen seconds for an engine holds its connection; nothing of ours holds a transaction.
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}
