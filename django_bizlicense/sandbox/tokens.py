"""The sandbox's access_tokens: two families that do not know each other, as at WeChat."""

from __future__ import annotations

import secrets
import threading
import time

STABLE, CLASSIC, CENTRAL, CLOUDBASE = "stable", "classic", "central", "cloudbase"
RENEWED_BEFORE = 300
RANDOM_BYTES = 382
"""A token is 512 characters long, as long as the documentation asks to make room for."""


class Tokens:
    """Issues tokens and knows which hold.

    A stable token stays the same until five minutes before its end and then overlaps with its successor. A classic one
    dies when the next is issued; WeChat may leave it alive for up to five minutes, which nobody should rely on. Two
    more families behave like the stable one: what a central server gives out, and what CloudBase writes into its file.
    """

    def __init__(self, *, lifetime: int) -> None:
        self.lifetime = lifetime
        self._ends: dict[str, float] = {}
        self._current: dict[str, str] = {}
        self._cloudbase: set[str] = set()
        self._lock = threading.Lock()

    def stable(self, *, force: bool = False, family: str = STABLE) -> tuple[str, int]:
        """Return the token and its seconds left."""
        with self._lock:
            token = self._current.get(family, "")
            left = int(self._ends.get(token, 0) - time.monotonic())
            if force or left <= min(RENEWED_BEFORE, self.lifetime // 2):
                self._ends.pop(token if force else "", None)
                return self._issue(family)
            return token, left

    def classic(self) -> tuple[str, int]:
        """Return a new token and its seconds left; the one before is dead."""
        with self._lock:
            self._ends.pop(self._current.get(CLASSIC, ""), None)
            return self._issue(CLASSIC)

    def refusal(self, token: str, *, cloudbase: bool = False) -> int | None:
        """Return the errcode for a token, None where it holds; those of CloudBase have a place of their own."""
        if not token:
            return 41001
        with self._lock:
            ends = self._ends.get(token) if cloudbase == (token in self._cloudbase) else None
        if ends is None:
            return 40001
        return 42001 if ends <= time.monotonic() else None

    def expire(self) -> None:
        """Let every token end now."""
        with self._lock:
            self._ends = dict.fromkeys(self._ends, time.monotonic())

    def _issue(self, family: str) -> tuple[str, int]:
        token = f"88_{secrets.token_urlsafe(RANDOM_BYTES)}"[:512]
        self._current[family] = token
        if family == CLOUDBASE:
            self._cloudbase.add(token)
        self._ends[token] = time.monotonic() + self.lifetime
        return token, self.lifetime
