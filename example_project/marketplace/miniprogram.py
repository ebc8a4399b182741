"""Signs the visitor of the mini-program in: code of wx.login → WeChat → user → token of the API."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from rest_framework import serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from django_bizlicense.exceptions import OCRError
from django_bizlicense.ocr.wechat.transport import Outgoing, Transport
from django_bizlicense.ocr.wechat.wire import Deadline, Secret
from django_bizlicense.web.texts import consent_text

logger = logging.getLogger(__name__)

WECHAT = "https://api.weixin.qq.com"
CONNECT, WHOLE = 3.0, 5.0
"""Seconds to connect, and for all of it."""


class CodeRefused(Exception):
    """WeChat does not know this code, or it was used: the mini-program asks wx.login for another."""


class WeChatAway(Exception):
    """WeChat did not say who this is; asking again later may help."""


class CodeSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=200)


class LoginThrottle(AnonRateThrottle):
    rate = "30/min"


class SessionView(APIView):
    """POST {"code"} and get {"token", "consent"}: the token for the API, the text to be agreed to when sending."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (LoginThrottle,)

    def post(self, request: Request) -> Response:
        given = CodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            openid = openid_of(given.validated_data["code"])
        except CodeRefused:
            return Response({"code": "code_refused"}, status=status.HTTP_400_BAD_REQUEST)
        except WeChatAway:
            return Response({"code": "wechat_away"}, status=status.HTTP_502_BAD_GATEWAY)
        user, _created = get_user_model().objects.get_or_create(username=f"wechat-{openid}")
        token, _created = Token.objects.get_or_create(user=user)
        return Response({"token": token.key, "consent": consent_text()})


def openid_of(code: str) -> str:
    """Ask WeChat who stands behind a code; raises CodeRefused or WeChatAway.

    WeChat wants the secret in the query, which requests and urllib3 would write into logs and errors; the package's own
    transport tells it to neither.
    """
    account = settings.BIZLICENSE_OCR["default"]["OPTIONS"]
    query = {
        "appid": account["appid"],
        "secret": Secret(account["secret"]),
        "js_code": Secret(code),
        "grant_type": "authorization_code",
    }
    asked = Outgoing(method="GET", path="/sns/jscode2session", query=query)
    wechat = Transport(base_url=account.get("base_url", WECHAT), connect_timeout=CONNECT)
    try:
        answer = json.loads(wechat.send(asked, deadline=Deadline.after(WHOLE)).content)
    except (OCRError, ValueError) as error:
        answer = {"errcode": type(error).__name__}
    if openid := answer.get("openid"):
        return str(openid)
    logger.warning("WeChat does not say who signs in: %s", answer.get("errcode"))
    raise CodeRefused if answer.get("errcode") in (40029, 40163) else WeChatAway
