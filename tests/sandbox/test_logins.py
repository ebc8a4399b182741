from __future__ import annotations

import json

import pytest

from django_bizlicense.sandbox.logins import SESSION_PATH
from django_bizlicense.sandbox.messages import Request
from tests.sandbox.test_service import code, make_service, said

GOOD = {"appid": "wx1", "secret": "s", "grant_type": "authorization_code"}


def session(service, **query):
    return service.answer(Request(method="GET", path=SESSION_PATH, query={**GOOD, **query}))


def test_a_code_says_who_it_is_in_the_words_of_wechat():
    body = said(session(make_service(), js_code="071lin"))
    assert set(body) == {"openid", "session_key"}
    assert len(body["openid"]) == 28
    assert "errcode" not in json.dumps(body)


def test_the_same_name_is_the_same_visitor_and_any_other_code_is_one():
    service = make_service()
    codes = ("lin@1", "lin@2", "mei@1", "071a", "071b")
    lin, again, mei, one, other = (said(session(service, js_code=each))["openid"] for each in codes)
    assert lin == again != mei
    assert one == other != lin


def test_a_code_holds_once():
    service = make_service()
    assert code(session(service, js_code="a")) == 0
    assert code(session(service, js_code="a")) == 40163


@pytest.mark.parametrize(
    ("query", "errcode"),
    [
        ({"js_code": ""}, 41008),
        ({"js_code": "a", "appid": "wx2"}, 40013),
        ({"js_code": "a", "secret": "t"}, 40125),
        ({"js_code": "a", "grant_type": "client_credential"}, 40002),
    ],
)
def test_refusals(query, errcode):
    assert code(session(make_service(), **query)) == errcode
