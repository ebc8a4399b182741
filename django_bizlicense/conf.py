"""Our settings: one typed property each, read when asked and never kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings as django_settings

HEALTH: dict[str, float | None] = {
    "queue_age": 900,
    "leases_overdue": 0,
    "not_handed_over": 0,
    "engines_stopped": 0,
    "quota": 0.9,
    "photos_missing": 0,
    "review_age": 3 * 86400,
}
"""Seconds, counts, and shares of 1."""


class Settings:
    """Reading is lenient; `checks.py` is strict."""

    @property
    def OCR(self) -> dict[str, dict[str, Any]]:
        """{alias: {"BACKEND": dotted path, "OPTIONS": {…}}}."""
        return getattr(django_settings, "BIZLICENSE_OCR", {})

    @property
    def SECOND_READER(self) -> str:
        """Alias of the engine that reads every photo beside the default one, or empty."""
        return str(getattr(django_settings, "BIZLICENSE_SECOND_READER", "") or "")

    @property
    def RECOGNITION_PATIENCE(self) -> dt.timedelta:
        """How long a photo waits for an engine before a person types what the machine could not."""
        return dt.timedelta(seconds=getattr(django_settings, "BIZLICENSE_RECOGNITION_PATIENCE", 30 * 60))

    @property
    def UPLOAD_MAX_BYTES(self) -> int:
        """The largest request file, in bytes."""
        return int(getattr(django_settings, "BIZLICENSE_UPLOAD_MAX_BYTES", 20 * 1024 * 1024))

    @property
    def UNREADABLE_BEFORE_REVIEW(self) -> int:
        """How many photos without a license are sent back at once before a person looks; 0 sends all to a person."""
        return int(getattr(django_settings, "BIZLICENSE_UNREADABLE_BEFORE_REVIEW", 3))

    @property
    def CONFIRM_BEFORE_REVIEW(self) -> bool:
        """Whether the merchant confirms what was read before a reviewer sees it."""
        return bool(getattr(django_settings, "BIZLICENSE_CONFIRM_BEFORE_REVIEW", False))

    @property
    def ATTEMPTS_MAX(self) -> int:
        """How often a merchant may send within one verification."""
        return int(getattr(django_settings, "BIZLICENSE_ATTEMPTS_MAX", 10))

    @property
    def SENDINGS_PER_DAY(self) -> int | None:
        """How often one owner may send in a day of Asia/Shanghai, over all cases; None for as often as one likes."""
        limit = getattr(django_settings, "BIZLICENSE_SENDINGS_PER_DAY", 20)
        return None if limit is None else int(limit)

    @property
    def REQUESTS_PER_MINUTE(self) -> int | None:
        """How many requests to the API and sendings on the pages pass in a minute of one user; None for any number."""
        limit = getattr(django_settings, "BIZLICENSE_REQUESTS_PER_MINUTE", 120)
        return None if limit is None else int(limit)

    @property
    def SENDFILE(self) -> dict[str, str]:
        """How the web server sends photos: {"header": "X-Accel-Redirect", "prefix": "/protected/"}; empty: we do."""
        return dict(getattr(django_settings, "BIZLICENSE_SENDFILE", None) or {})

    @property
    def HEALTH(self) -> dict[str, float | None]:
        """{check: value above which somebody should look, or None for never}."""
        return {**HEALTH, **getattr(django_settings, "BIZLICENSE_HEALTH", {})}

    @property
    def HEALTH_TOKEN(self) -> str:
        """What monitoring sends as `Authorization: Bearer …` to see details; empty for staff only."""
        return str(getattr(django_settings, "BIZLICENSE_HEALTH_TOKEN", "") or "")

    @property
    def CONSENT_TEXT(self) -> str:
        """What the merchant agrees to when sending; empty for our own sentence naming the engine's operator."""
        return str(getattr(django_settings, "BIZLICENSE_CONSENT_TEXT", "") or "")

    @property
    def REVERIFY_DAYS(self) -> int:
        """Days after an approval until it should be looked at again."""
        return int(getattr(django_settings, "BIZLICENSE_REVERIFY_DAYS", 180))

    @property
    def REVERIFY_REQUIRED(self) -> bool:
        """Whether an approval whose re-verification is overdue no longer counts."""
        return bool(getattr(django_settings, "BIZLICENSE_REVERIFY_REQUIRED", False))

    @property
    def REVERIFY_GRACE(self) -> dt.timedelta:
        """How long a re-verification may be overdue where it is required; given in days."""
        return dt.timedelta(days=getattr(django_settings, "BIZLICENSE_REVERIFY_GRACE_DAYS", 30))

    @property
    def EXPIRY_GRACE(self) -> dt.timedelta:
        """How long an approval still counts after the license's term has ended; given in days."""
        return dt.timedelta(days=getattr(django_settings, "BIZLICENSE_EXPIRY_GRACE_DAYS", 0))

    @property
    def REMIND_DAYS(self) -> tuple[int, ...]:
        """How many days before an approval's dates the merchant is reminded; the most opens the time to send again."""
        return tuple(getattr(django_settings, "BIZLICENSE_REMIND_DAYS", (30, 7, 1)))

    @property
    def RETENTION(self) -> dict[str, int]:
        """Days after a case was closed until its photo, raw answers, fields and history go; what is missing stays."""
        return dict(getattr(django_settings, "BIZLICENSE_RETENTION", {}))

    @property
    def REVIEW_SLA(self) -> dt.timedelta:
        """How long a merchant may wait for a reviewer before the queue marks the case; given in hours."""
        return dt.timedelta(hours=getattr(django_settings, "BIZLICENSE_REVIEW_SLA", 24))

    @property
    def FOUR_EYES(self) -> bool | str:
        """Whether an approval needs a second person: a bool, or a dotted path of verification -> bool."""
        rule: bool | str = getattr(django_settings, "BIZLICENSE_FOUR_EYES", False)
        return rule

    @property
    def REVIEW_POLICY(self) -> str:
        """Dotted path of a callable Application -> Verdict (workflow.policy) that may decide by itself, or empty."""
        return str(getattr(django_settings, "BIZLICENSE_REVIEW_POLICY", "") or "")

    @property
    def CLAIM_SECONDS(self) -> int:
        """How long a reviewer's claim on a case lasts after the open page was last heard of."""
        return int(getattr(django_settings, "BIZLICENSE_CLAIM_SECONDS", 300))

    @property
    def FINDINGS(self) -> list[str]:
        """Dotted paths of the host's own findings: callables taking a Case and returning findings."""
        return list(getattr(django_settings, "BIZLICENSE_FINDINGS", []))

    @property
    def HISTORY_KEYS(self) -> list[str]:
        """The keys of the history: the first seals, each may have sealed; else SECRET_KEY and its fallbacks."""
        given = getattr(django_settings, "BIZLICENSE_HISTORY_KEYS", None)
        return list(given or [django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS])


settings = Settings()
