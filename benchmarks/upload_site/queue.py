"""A queue in a Redis that is not there."""

from __future__ import annotations

from typing import Any

import redis
from django.conf import settings

try:
    from django.tasks.backends.base import BaseTaskBackend
except ImportError:  # Django 5.2
    from django_tasks.backends.base import BaseTaskBackend


class RedisQueue(BaseTaskBackend):
    """Puts the id into a list, as every queue in Redis does."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        redis.Redis.from_url(f"redis://{settings.NOWHERE}/0").lpush("tasks", *args)
