"""What can be said about the settings without opening a socket or a database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings as django_settings
from django.core import checks
from django.core.checks import CheckMessage, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import import_string

from django_bizlicense.conf import HEALTH, settings
from django_bizlicense.exceptions import InvalidOCRBackend
from django_bizlicense.ocr import DEFAULT_ALIAS, ocr_backends
from django_bizlicense.retention import ARTEFACTS

POSITIVE = (
    "BIZLICENSE_RECOGNITION_PATIENCE",
    "BIZLICENSE_UPLOAD_MAX_BYTES",
    "BIZLICENSE_ATTEMPTS_MAX",
    "BIZLICENSE_REVERIFY_DAYS",
    "BIZLICENSE_CLAIM_SECONDS",
    "BIZLICENSE_REVIEW_SLA",
)
POSITIVE_OR_NONE = ("BIZLICENSE_SENDINGS_PER_DAY", "BIZLICENSE_REQUESTS_PER_MINUTE")
NOT_NEGATIVE = (
    "BIZLICENSE_UNREADABLE_BEFORE_REVIEW",
    "BIZLICENSE_EXPIRY_GRACE_DAYS",
    "BIZLICENSE_REVERIFY_GRACE_DAYS",
)
UPLOAD_MIDDLEWARE = "django_bizlicense.uploads.UploadLimitMiddleware"


@register("bizlicense")
def check_engines(**kwargs: Any) -> Iterable[CheckMessage]:
    """E001–E003: every alias of BIZLICENSE_OCR names an engine that takes its options."""
    if not isinstance(settings.OCR, dict) or DEFAULT_ALIAS not in settings.OCR:
        hint = 'For a start: {"default": {"BACKEND": "django_bizlicense.ocr.local.LocalBackend"}}'
        return [checks.Error("BIZLICENSE_OCR must be a dict with the key 'default'.", hint=hint, id="bizlicense.E001")]
    return [message for alias in settings.OCR for message in _check_engine(alias)]


def _check_engine(alias: str) -> Iterable[CheckMessage]:
    params = settings.OCR[alias]
    if not isinstance(params, dict) or not isinstance(params.get("OPTIONS", {}), dict):
        return [
            checks.Error(f"BIZLICENSE_OCR[{alias!r}] must be a dict with BACKEND and OPTIONS.", id="bizlicense.E002")
        ]
    try:
        messages: Iterable[CheckMessage] = ocr_backends[alias].check()
    except InvalidOCRBackend as error:
        return [checks.Error(str(error), id="bizlicense.E003")]
    return messages


@register("bizlicense")
def check_second_reader(**kwargs: Any) -> Iterable[CheckMessage]:
    """E009: the second reader is an engine of its own."""
    second = settings.SECOND_READER
    if not second or (second != DEFAULT_ALIAS and second in settings.OCR):
        return []
    hint = f"Known besides {DEFAULT_ALIAS!r}: {', '.join(sorted(set(settings.OCR) - {DEFAULT_ALIAS})) or 'none'}."
    return [checks.Error(f"BIZLICENSE_SECOND_READER: {second!r} is no second engine.", hint=hint, id="bizlicense.E009")]


@register("bizlicense")
def check_numbers(**kwargs: Any) -> Iterable[CheckMessage]:
    """E004: numbers are whole numbers, and positive where 0 makes no sense."""
    least = {**dict.fromkeys((*POSITIVE, *POSITIVE_OR_NONE), 1), **dict.fromkeys(NOT_NEGATIVE, 0)}
    given = {name: getattr(django_settings, name) for name in least if hasattr(django_settings, name)}
    return [
        checks.Error(f"{name} must be a whole number above {least[name] - 1}, not {value!r}.", id="bizlicense.E004")
        for name, value in given.items()
        if not _is_whole(value, least[name]) and not (value is None and name in POSITIVE_OR_NONE)
    ]


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


@register("bizlicense")
def check_retention(**kwargs: Any) -> Iterable[CheckMessage]:
    """E007: what is kept for how long is said in days, of things that are there."""
    given = getattr(django_settings, "BIZLICENSE_RETENTION", {})
    if isinstance(given, dict) and all(name in ARTEFACTS and _is_whole(days, 1) for name, days in given.items()):
        return []
    hint = f"The keys are {', '.join(ARTEFACTS)}, the values whole numbers of days above 0."
    return [checks.Error("BIZLICENSE_RETENTION cannot be read.", hint=hint, id="bizlicense.E007")]


@register("bizlicense")
def check_reminders(**kwargs: Any) -> Iterable[CheckMessage]:
    """E008: reminders come so many whole days before a date."""
    given = getattr(django_settings, "BIZLICENSE_REMIND_DAYS", ())
    if isinstance(given, (list, tuple)) and all(_is_whole(days, 0) for days in given):
        return []
    hint = "For example (30, 7, 1)."
    return [checks.Error("BIZLICENSE_REMIND_DAYS must be a tuple of days.", hint=hint, id="bizlicense.E008")]


@register("bizlicense")
def check_health(**kwargs: Any) -> Iterable[CheckMessage]:
    """E020: the limits of health are numbers, of checks that there are."""
    given = getattr(django_settings, "BIZLICENSE_HEALTH", {})
    kinds = (int, float, type(None))
    if isinstance(given, dict) and set(given) <= set(HEALTH) and all(isinstance(given[name], kinds) for name in given):
        return []
    hint = f"Numbers or None under any of: {', '.join(HEALTH)}."
    return [checks.Error("BIZLICENSE_HEALTH cannot be read.", hint=hint, id="bizlicense.E020")]


@register("bizlicense")
def check_findings(**kwargs: Any) -> Iterable[CheckMessage]:
    """E005: the host's own findings can be imported."""
    return [message for path in settings.FINDINGS for message in _check_path("BIZLICENSE_FINDINGS", path)]


@register("bizlicense")
def check_deciders(**kwargs: Any) -> Iterable[CheckMessage]:
    """E005: the predicate that asks for a second approval and the policy can be imported."""
    paths = {"BIZLICENSE_FOUR_EYES": settings.FOUR_EYES, "BIZLICENSE_REVIEW_POLICY": settings.REVIEW_POLICY}
    given = {name: path for name, path in paths.items() if path and path is not True}
    return [message for name, path in given.items() for message in _check_path(name, path)]


def _check_path(name: str, path: Any) -> Iterable[CheckMessage]:
    try:
        import_string(path)
    except (ImportError, AttributeError, TypeError) as error:
        return [checks.Error(f"{name}: {error}", id="bizlicense.E005")]
    return []


@register("bizlicense")
def check_history_keys(**kwargs: Any) -> Iterable[CheckMessage]:
    """E022, W022: the keys of the history are texts, and not SECRET_KEY, which is rotated for other reasons."""
    given = getattr(django_settings, "BIZLICENSE_HISTORY_KEYS", None)
    if given is None or given == []:
        hint = "Set BIZLICENSE_HISTORY_KEYS to a list with a key of its own: evidence must outlive SECRET_KEY."
        message = "The history is sealed with SECRET_KEY."
        return [] if django_settings.DEBUG else [checks.Warning(message, hint=hint, id="bizlicense.W022")]
    if not isinstance(given, (list, tuple)) or not all(isinstance(key, str) and key for key in given):
        return [checks.Error("BIZLICENSE_HISTORY_KEYS must be a list of texts.", id="bizlicense.E022")]
    return []


@register("bizlicense")
def check_middleware(**kwargs: Any) -> Iterable[CheckMessage]:
    """W001: uploads are stopped at the byte limit before anything else reads them."""
    middleware = list(django_settings.MIDDLEWARE)
    csrf = "django.middleware.csrf.CsrfViewMiddleware"
    if UPLOAD_MIDDLEWARE not in middleware:
        hint = f"Put {UPLOAD_MIDDLEWARE!r} first in MIDDLEWARE."
        return [checks.Warning("Uploads are read whole before their size is known.", hint=hint, id="bizlicense.W001")]
    if csrf in middleware and middleware.index(csrf) < middleware.index(UPLOAD_MIDDLEWARE):
        hint = f"Move {UPLOAD_MIDDLEWARE!r} above {csrf!r}."
        return [checks.Warning("CSRF reads uploads before their limit is set.", hint=hint, id="bizlicense.W001")]
    return []


@register("bizlicense")
def check_sqlite(**kwargs: Any) -> Iterable[CheckMessage]:
    """W004: SQLite with its defaults answers "database is locked" under load."""
    databases: dict[str, dict[str, Any]] = django_settings.DATABASES
    return [
        checks.Warning(
            f"DATABASES[{alias!r}] is SQLite with deferred transactions.",
            hint='Set OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20,'
            ' "init_command": "PRAGMA journal_mode=WAL;"}.',
            id="bizlicense.W004",
        )
        for alias, params in databases.items()
        if params["ENGINE"].endswith("sqlite3")
        and params.get("OPTIONS", {}).get("transaction_mode", "").upper() != "IMMEDIATE"
    ]


@register("bizlicense", checks.Tags.database)
def check_collation(databases: Iterable[str] | None = None, **kwargs: Any) -> Iterable[CheckMessage]:
    """W005: MySQL and MariaDB tell "shop" from "Shop"; runs with `migrate` and `check --database`."""
    mine = [connections[alias] for alias in databases or () if connections[alias].vendor == "mysql"]
    return [
        checks.Warning(
            f"The database {connection.alias!r} compares texts by {collation}.",
            hint="Merchants whose references differ in case or rare characters only would be taken for one:"
            " make the database with CHARACTER SET utf8mb4 COLLATE utf8mb4_bin.",
            id="bizlicense.W005",
        )
        for connection in mine
        if (collation := _collation(connection)) and not collation.endswith("_bin")
    ]


def _collation(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@collation_database")
        row: tuple[str] = cursor.fetchone()
    return row[0]
