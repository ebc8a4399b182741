"""The engine of WeChat: `django_bizlicense.ocr.wechat.WeChatBackend`, and `CloudFunctionBackend` for the cloud call."""

from __future__ import annotations

from django_bizlicense.ocr.wechat.backend import WeChatBackend
from django_bizlicense.ocr.wechat.cloud import CloudFunctionBackend

__all__ = ["CloudFunctionBackend", "WeChatBackend"]
