"""What can be said about where photos lie, without asking there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core import checks
from django.core.checks import CheckMessage, register
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

from django_bizlicense.conf import settings
from django_bizlicense.models.storage import STORAGE_ALIAS, default_folder, photo_storage

PATIENCE = 30
"""Seconds beyond which a request should not wait for the bucket."""
BOTO_PATIENCE = 60
HEADERS = ("X-Accel-Redirect", "X-Sendfile")


@register("bizlicense")
def check_storage(**kwargs: Any) -> Iterable[CheckMessage]:
    """E006, W002: it is said where photos lie, and they lie outside MEDIA_ROOT."""
    if STORAGE_ALIAS not in django_settings.STORAGES:
        return _check_default_folder()
    params: dict[str, Any] = django_settings.STORAGES.get(STORAGE_ALIAS, {})
    options = params.get("OPTIONS", {})
    if "s3" in params.get("BACKEND", "").lower():
        return _check_bucket(options)
    if _below_media(str(options.get("location", ""))):
        hint = "Give the storage a location outside MEDIA_ROOT; a license photo must never have a public URL."
        return [checks.Warning("License photos lie below MEDIA_ROOT.", hint=hint, id="bizlicense.W002")]
    return []


def _check_default_folder() -> Iterable[CheckMessage]:
    try:
        default_folder()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="bizlicense.E006")]
    return []


def _below_media(location: str) -> bool:
    if not location or not django_settings.MEDIA_ROOT:
        return False
    return Path(location).resolve().is_relative_to(Path(django_settings.MEDIA_ROOT).resolve())


def _check_bucket(options: dict[str, Any]) -> Iterable[CheckMessage]:
    """W003, W020, W021: nothing is overwritten, nobody waits long for the bucket, and no address is public."""
    where = f'STORAGES["{STORAGE_ALIAS}"]["OPTIONS"]'
    if _option(options, "file_overwrite", True):
        hint = f'Set {where}["file_overwrite"] = False.'
        yield checks.Warning("The photo storage overwrites files of the same name.", hint=hint, id="bizlicense.W003")
    config = _option(options, "client_config", None)
    waits = [getattr(config, name, BOTO_PATIENCE) for name in ("connect_timeout", "read_timeout")]
    if max(waits) > PATIENCE:
        hint = f'Set {where}["client_config"] = botocore.config.Config(connect_timeout=3, read_timeout=10, …).'
        yield checks.Warning(f"A request waits {max(waits)} s for the bucket.", hint=hint, id="bizlicense.W020")
    is_public = str(_option(options, "default_acl", None)).startswith("public")
    if is_public or not _option(options, "querystring_auth", True):
        hint = f'Leave "default_acl" and "querystring_auth" out of {where}, and keep the bucket private.'
        yield checks.Warning("License photos have public addresses.", hint=hint, id="bizlicense.W021")


def _option(options: dict[str, Any], name: str, default: Any) -> Any:
    """Return an option of django-storages: of this storage, else of all."""
    of_all = {"file_overwrite": "AWS_S3_FILE_OVERWRITE", "client_config": "AWS_S3_CLIENT_CONFIG"}
    known = of_all.get(name, f"AWS_{name.upper()}")
    return options.get(name, getattr(django_settings, known, default))


@register("bizlicense")
def check_sendfile(**kwargs: Any) -> Iterable[CheckMessage]:
    """E021: the web server can be told which file to send."""
    given = getattr(django_settings, "BIZLICENSE_SENDFILE", None)
    if not given:
        return []
    hint = '{"header": "X-Accel-Redirect", "prefix": "/protected/"}, or {"header": "X-Sendfile"}'
    if not isinstance(given, dict) or given.get("header") not in HEADERS or not _has_prefix(settings.SENDFILE):
        return [checks.Error("BIZLICENSE_SENDFILE cannot be read.", hint=hint, id="bizlicense.E021")]
    if not isinstance(photo_storage(), FileSystemStorage):
        hint = "Take the setting out: photos are streamed from such a storage."
        return [checks.Error("BIZLICENSE_SENDFILE needs photos on a disk.", hint=hint, id="bizlicense.E021")]
    return []


def _has_prefix(sendfile: dict[str, str]) -> bool:
    prefix = sendfile.get("prefix", "")
    return sendfile["header"] == "X-Sendfile" or (prefix.startswith("/") and prefix.endswith("/"))
