from __future__ import annotations

from django.apps import AppConfig


class WithCelery(AppConfig):
    name = "tests.queues.with_celery"

    def ready(self) -> None:
        from tests.queues.with_celery import app  # noqa: F401
