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

from django_bizlicense.exceptions import OCRMisconfigured
from django_bizlicense.ocr.wechat.sources import CLOUDBASE, NONE, WECHAT_KINDS, imported
from django_bizlicense.ocr.wechat.transport import host_of
from django_bizlicense.ocr.wechat.wire import Secret

SEND_KINDS = ("bytes", "url")

_NOT_SHARED = (DummyCache, FileBasedCache, LocMemCache)
_TOKEN_HINT = (
    f"Known are {', '.join(map(repr, WECHAT_KINDS))}, {CLOUDBASE!r}, None, the URL of a token server, and the dotted"
    " path of a callable."
)


def check_options(alias: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """Yield E010 to E016 and W010 to W012; opens no socket."""
    where = f"BIZLICENSE_OCR[{alias!r}]['OPTIONS']"
    yield from _credentials(where, options)
    yield from _token(where, options["token"])
    yield from _base_url(where, options)
    yield from _seconds(where, options)
    yield from _cache(where, options)
    if options["send"] not in SEND_KINDS:
        yield Error(f"{where}['send'] is none of {', '.join(SEND_KINDS)}.", id="bizlicense.E016")


def check_cloud_function(alias: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    """Yield E017."""
    for name in ("env", "function"):
        if not _is_text(options[name]):
            yield Error(f"BIZLICENSE_OCR[{alias!r}]['OPTIONS'] has no {name}.", id="bizlicense.E017")


def _credentials(where: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if options["token"] not in WECHAT_KINDS:  # the secret stays with whoever fetches the token
        return
    if not _is_text(options["appid"]):
        yield Error(f"{where} has no appid.", hint="Take it from the WeChat platform.", id="bizlicense.E010")
    if not options["secret"].reveal().strip():
        yield Error(f"{where} has no secret.", hint="Take it from the WeChat platform.", id="bizlicense.E011")


def _token(where: str, token: object) -> Iterator[CheckMessage]:
    if isinstance(token, Secret):
        yield from _address(f"{where}['token']", token.reveal(), error_id="bizlicense.E012")
    elif token not in (*WECHAT_KINDS, CLOUDBASE, NONE, None):
        try:
            imported(token)
        except OCRMisconfigured:
            yield Error(f"{where}['token'] names no source of tokens.", hint=_TOKEN_HINT, id="bizlicense.E012")


def _base_url(where: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    base_url, tokenless = str(options["base_url"]), options["token"] in (None, NONE)
    if {"?", "#"} & set(base_url):
        yield Error(f"{where}['base_url'] is not the address of a server.", id="bizlicense.E013")
    elif tokenless and base_url.startswith("https://"):
        yield CheckWarning(
            f"{where} has no token, which works only inside WeChat CloudRun.",
            hint='There base_url is "http://api.weixin.qq.com".',
            id="bizlicense.W012",
        )
    elif options["token"] not in (None, NONE, CLOUDBASE) or not host_of(base_url):  # a container's proxy wants http
        yield from _address(f"{where}['base_url']", base_url, error_id="bizlicense.E013")


def _address(what: str, address: str, *, error_id: str) -> Iterator[CheckMessage]:
    host = host_of(address)
    if not host or not address.startswith(("https://", "http://")):
        yield Error(f"{what} is not the address of a server.", id=error_id)
    elif address.startswith("http://") and not _is_local(host):
        yield CheckWarning(
            f"{what} sends photos, token or secret in the clear.", hint="Use https.", id="bizlicense.W011"
        )


def _seconds(where: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    for name in ("deadline", "connect_timeout"):
        value = options[name]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            yield Error(f"{where}[{name!r}] is not a number of seconds above zero.", id="bizlicense.E014")


def _cache(where: str, options: Mapping[str, Any]) -> Iterator[CheckMessage]:
    if not isinstance(options["token"], Secret) and options["token"] not in WECHAT_KINDS:  # nothing is cached
        return
    try:
        cache = caches[options["cache"]]
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
