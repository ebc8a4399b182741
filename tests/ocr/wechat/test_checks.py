from __future__ import annotations

import pytest
from django.test import override_settings

from tests.ocr.wechat.factories import make_backend

SHARED = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}}
FILES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/nowhere"}}


def ids(**options) -> list[str]:
    return [message.id for message in make_backend(**options).check()]


@pytest.fixture
def shared_cache():
    with override_settings(CACHES=SHARED):
        yield


@pytest.mark.usefixtures("shared_cache")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"appid": ""}, ["bizlicense.E010"]),
        ({"appid": None}, ["bizlicense.E010"]),
        ({"secret": " "}, ["bizlicense.E011"]),
        ({"secret": None}, ["bizlicense.E011"]),
        ({"token": "other"}, ["bizlicense.E012"]),
        ({"base_url": "api.weixin.qq.com"}, ["bizlicense.E013"]),
        ({"base_url": "https://api.weixin.qq.com/?x=1"}, ["bizlicense.E013"]),
        ({"base_url": "ftp://api.weixin.qq.com"}, ["bizlicense.E013"]),
        ({"base_url": "http://[broken"}, ["bizlicense.E013"]),
        ({"base_url": "http://api.weixin.qq.com"}, ["bizlicense.W011"]),
        ({"base_url": "http://127.0.0.1:8765"}, []),
        ({"base_url": "http://localhost:8765"}, []),
        ({"deadline": 0}, ["bizlicense.E014"]),
        ({"deadline": "15"}, ["bizlicense.E014"]),
        ({"connect_timeout": True}, ["bizlicense.E014"]),
        ({"cache": "missing"}, ["bizlicense.E015"]),
    ],
)
def test_options(options, expected):
    assert ids(**options) == expected


@pytest.mark.parametrize(
    "caches",
    [
        {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}},
        FILES,
    ],
)
def test_caches_that_are_not_shared(caches):
    with override_settings(CACHES=caches):
        assert ids() == ["bizlicense.W010"]
