"""What is left of a case whose history was purged too."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class PurgedCase(models.Model):
    """That a case was purged as a whole, and where its history ended; so that nobody takes it for a case stolen.

    `mac` is keyed like the events', over all that stands here.
    """

    id = models.UUIDField(primary_key=True)
    history_length = models.PositiveIntegerField()
    history_head = models.CharField(max_length=64)
    purged_at = models.DateTimeField(default=timezone.now)
    mac = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)
