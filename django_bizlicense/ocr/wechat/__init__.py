"""The engine of WeChat: `django_bizlicense.ocr.wechat.WeChatBackend`."""

from __future__ import annotations

from django_bizlicense.ocr.wechat.backend import WeChatBackend

__all__ = ["WeChatBackend"]
