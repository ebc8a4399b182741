"""What can be seen wrong in the OPTIONS of a WeChat backend without calling anybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning

from django_bizlicense.ocr.wechat.transport import host_of

TOKEN_KINDS = ("stable_token", "token")

_NOT_SHARED = (DummyCache, FileBasedCache, LocMemCache)


def check_options(alias: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """Yield E010 to E015 and W010, W011; opens no socket."""
    where = f"BIZLICENSE_OCR[{alias!r}]['OPTIONS']"
    yield from _credentials(where, options)
    yield from _base_url(where, str(options["base_url"]))
    yield from _seconds(where, options)
    yield from _cache(where, options["cache"])


def _credentials(where: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not _is_text(options["appid"]):
        yield Error(f"{where} has no appid.", hint="Take it from the WeChat platform.", id="bizlicense.E010")
    if not _is_text(options["secret"]):
        yield Error(f"{where} has no secret.", hint="Take it from the WeChat platform.", id="bizlicense.E011")
    if options["token"] not in TOKEN_KINDS:
        yield Error(f"{where}['token'] is none of {', '.join(TOKEN_KINDS)}.", id="bizlicense.E012")


def _base_url(where: str, base_url: str) -> Iterator[CheckMessage]:
    host = host_of(base_url)
    if not host or not base_url.startswith(("https://", "http://")) or {"?", "#"} & set(base_url):
        yield Error(f"{where}['base_url'] is not the address of a server.", id="bizlicense.E013")
    elif base_url.startswith("http://") and not _is_local(host):
        yield CheckWarning(
            f"{where}['base_url'] sends photos, token and secret in the clear.",
            hint="Use https.",
            id="bizlicense.W011",
        )


def _seconds(where: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for name in ("deadline", "connect_timeout"):
        value = options[name]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            yield Error(f"{where}[{name!r}] is not a number of seconds above zero.", id="bizlicense.E014")


def _cache(where: str, alias: str) -> Iterator[CheckMessage]:
    try:
        cache = caches[alias]
    except InvalidCacheBackendError:
        yield Error(f"{where}['cache'] names no cache of CACHES.", id="bizlicense.E015")
        return
    if isinstance(cache, _NOT_SHARED):
        yield CheckWarning(
            f"{where}['cache'] cannot coordinate processes: each fetches an access_token of its own.",
            hint="Use Redis, Memcached or the database cache.",
            id="bizlicense.W010",
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
