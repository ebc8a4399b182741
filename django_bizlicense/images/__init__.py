"""Photos, bytes in and bytes out: the door, the copy for an engine, the straight cut, the QR codes."""

from __future__ import annotations

from django_bizlicense.images.accept import AcceptedImage, accept
from django_bizlicense.images.prepare import PreparedImage, prepare
from django_bizlicense.images.qrcode import read_codes
from django_bizlicense.images.rectify import rectify

__all__ = ["AcceptedImage", "PreparedImage", "accept", "prepare", "read_codes", "rectify"]
