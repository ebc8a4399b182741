"""How many calls an account has made in the present window."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class OCRMeter(models.Model):
    """One (account, window); counted by a conditional UPDATE, so no number of processes can pass the limit."""

    account = models.CharField(_("account"), max_length=100)
    window_starts_at = models.DateTimeField(_("window starts"))
    calls = models.PositiveIntegerField(_("calls"), default=0)

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
        meters = cls.objects.filter(account=account, window_starts_at=window_starts_at)
        within = meters if limit is None else meters.filter(calls__lt=limit)
        if within.update(calls=F("calls") + 1):
            return True
        try:
            with transaction.atomic():
                cls.objects.create(account=account, window_starts_at=window_starts_at)
        except IntegrityError:
            pass  # the row was there: the limit is reached, or another process made it just now
        return bool(within.update(calls=F("calls") + 1))


def window_start(now: dt.datetime, *, reset_at: str, reset_timezone: str) -> dt.datetime:
    """Return when the daily window holding `now` began; `reset_at` is HH:MM in `reset_timezone`."""
    zone = ZoneInfo(reset_timezone)
    reset = dt.time.fromisoformat(reset_at)
    local = now.astimezone(zone)
    day = local.date() if local.time() >= reset else local.date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, reset, tzinfo=zone)
