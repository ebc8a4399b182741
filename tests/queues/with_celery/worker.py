"""What `celery --app` names."""

from __future__ import annotations

import django

django.setup()

from tests.queues.with_celery.app import app  # noqa: E402

__all__ = ["app"]
