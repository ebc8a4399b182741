"""The calls an account has made in the present window, and whether it is stopped."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Meter(models.Model):
    """One (who, window); counted by a conditional UPDATE, so no number of processes can pass the limit."""

    window_starts_at = models.DateTimeField(_("window starts"))
    calls = models.PositiveIntegerField(_("calls"), default=0)

    class Meta:
        abstract = True

    @classmethod
    def _take(cls, *, limit: int | None, **row: Any) -> bool:
        meters = cls._default_manager.filter(**row)
        within = meters if limit is None else meters.filter(calls__lt=limit)
        if within.update(calls=F("calls") + 1):
            return True
        try:
            with transaction.atomic():
                cls._default_manager.create(**row)
        except IntegrityError:
            pass  # the row was there: the limit is reached, or another process made it just now
        return bool(within.update(calls=F("calls") + 1))


class OCRMeter(Meter):
    """The calls of one account with its engine in one daily window."""

    account = models.CharField(_("account"), max_length=100)

    class Meta:
        verbose_name = _("call meter")
        verbose_name_plural = _("call meters")
        default_permissions = ("view",)
        constraints = (models.UniqueConstraint(fields=("account", "window_starts_at"), name="bizlicense_one_meter"),)

    def __str__(self) -> str:
        return f"{self.account} {self.window_starts_at:%Y-%m-%d}: {self.calls}"

    @classmethod
    def take(cls, account: str, *, window_starts_at: dt.datetime, limit: int | None) -> bool:
        """Count one call; False, and nothing counted, where the limit is reached."""
        return cls._take(account=account, window_starts_at=window_starts_at, limit=limit)


class RequestMeter(Meter):
    """What one subject ("sendings:7", "requests:7") has done in one window: quotas and throttles."""

    subject = models.CharField(max_length=150)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("window_starts_at",), name="bizlicense_old_windows"),)
        constraints = (
            models.UniqueConstraint(fields=("subject", "window_starts_at"), name="bizlicense_one_request_meter"),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.window_starts_at:%Y-%m-%d %H:%M}: {self.calls}"

    @classmethod
    def take(cls, subject: str, *, window_starts_at: dt.datetime, limit: int) -> bool:
        """Count one request; False, and nothing counted, where the limit is reached."""
        return cls._take(subject=subject, window_starts_at=window_starts_at, limit=limit)


class EngineStopQuerySet(models.QuerySet["EngineStop"]):
    """What is asked of stopped accounts in several places."""

    def in_force(self, now: dt.datetime) -> EngineStopQuerySet:
        """Stops that still hold at this time."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gt=now))


class EngineStop(models.Model):
    """An account that makes no calls: until its quota comes back, or (`until` empty) until an operator resumes it."""

    account = models.CharField(_("account"), max_length=100, unique=True)
    code = models.CharField(_("error"), max_length=40)
    detail = models.TextField(_("what the engine said"), blank=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    objects = EngineStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stopped engine")
        verbose_name_plural = _("stopped engines")
        default_permissions = ("view", "delete")

    def __str__(self) -> str:
        return f"{self.account}: {self.code}"


def window_start(now: dt.datetime, *, reset_at: str, reset_timezone: str) -> dt.datetime:
    """Return when the daily window holding `now` began; `reset_at` is HH:MM in `reset_timezone`."""
    zone = ZoneInfo(reset_timezone)
    reset = dt.time.fromisoformat(reset_at)
    local = now.astimezone(zone)
    day = local.date() if local.time() >= reset else local.date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, reset, tzinfo=zone)
