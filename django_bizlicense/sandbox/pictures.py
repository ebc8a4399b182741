"""How a picture reaches WeChat: as a part of a form, at an address, or inside the event of a cloud function."""

from __future__ import annotations

import base64
import binascii
import http.client
import json
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django_bizlicense.sandbox.messages import Request, multipart_parts

MAX_IMAGE = 2_000_000
FETCH_SECONDS = 5.0


class Refused(Exception):
    """WeChat refuses what was sent, with `errcode`."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


def sent_picture(request: Request) -> bytes:
    """Return the picture of a call of the OCR; raises Refused."""
    if url := request.query.get("img_url"):
        return _sized(fetched(url))
    parts = multipart_parts(request.headers.get("content-type", ""), request.body or b"")
    image = next((part for part in parts if part.name == "img" and part.filename), None)
    if image is None:
        raise Refused(41005)
    return _sized(image.data)


def picture_of_event(body: bytes | None) -> bytes:
    """Return the picture of an event as the cloud function bizlicense-ocr takes it; raises Refused."""
    if not body:
        raise Refused(44002)
    try:
        event = json.loads(body)
    except ValueError:
        raise Refused(47001) from None
    if not isinstance(event, dict):
        raise Refused(47001)
    if url := event.get("imgUrl"):
        return _sized(fetched(str(url)))
    return _sized(_decoded(event.get("img")))


def fetched(url: str) -> bytes:
    """Fetch from this machine, and from nowhere else; raises Refused(101000) for any other address or answer."""
    parts = urlsplit(url)
    if parts.scheme != "http" or not _is_loopback(parts.hostname or ""):
        raise Refused(101000)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=FETCH_SECONDS)
    try:
        connection.request("GET", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        response = connection.getresponse()
        content = response.read(MAX_IMAGE + 1)
    except (OSError, ValueError, http.client.HTTPException):
        raise Refused(101000) from None
    finally:
        connection.close()
    if response.status != 200:
        raise Refused(101000)
    return content


def _decoded(image: Any) -> bytes:
    value = image.get("value") if isinstance(image, Mapping) else None
    if not isinstance(value, str) or not image.get("contentType"):
        raise Refused(41005)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise Refused(41005) from None


def _sized(data: bytes) -> bytes:
    if not data:
        raise Refused(44001)
    if len(data) >= MAX_IMAGE:
        raise Refused(101002)
    return data


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
