from __future__ import annotations

import pytest
from django.test import override_settings

from django_bizlicense.ocr.wechat import CloudFunctionBackend
from tests.ocr.wechat.factories import APPID, SECRET, make_backend

SHARED = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}}
FILES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": "/nowhere"}}


def a_source(refused: str | None) -> str:
    return "token"


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
        ({"send": "url"}, []),
        ({"send": "both"}, ["bizlicense.E016"]),
        ({"token": None, "secret": "", "base_url": "http://api.weixin.qq.com"}, []),
        ({"token": "none", "appid": "", "base_url": "http://api.weixin.qq.com"}, []),
        ({"token": None}, ["bizlicense.W012"]),
        ({"token": None, "base_url": "nowhere"}, ["bizlicense.E013"]),
        ({"token": "cloudbase", "secret": "", "base_url": "http://api.weixin.qq.com", "cache": "missing"}, []),
        ({"token": "https://tokens.example.com/wechat?key=1", "secret": ""}, []),
        ({"token": "http://tokens.example.com/wechat"}, ["bizlicense.W011"]),
        ({"token": "ftp://tokens.example.com/"}, ["bizlicense.E012"]),
        ({"token": "https://tokens.example.com/", "cache": "missing"}, ["bizlicense.E015"]),
        ({"token": f"{__name__}.a_source", "secret": "", "cache": "missing"}, []),
        ({"token": f"{__name__}.missing"}, ["bizlicense.E012"]),
        ({"token": f"{__name__}.SHARED"}, ["bizlicense.E012"]),
        ({"token": 5}, ["bizlicense.E012"]),
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


@pytest.mark.usefixtures("shared_cache")
@pytest.mark.parametrize(
    ("options", "expected"),
    [({"env": "shop-1"}, []), ({}, ["bizlicense.E017"]), ({"env": "shop-1", "function": ""}, ["bizlicense.E017"])],
)
def test_the_cloud_function_is_named(options, expected):
    backend = CloudFunctionBackend("cloud", {"OPTIONS": {"appid": APPID, "secret": SECRET, **options}})
    assert [message.id for message in backend.check()] == expected
