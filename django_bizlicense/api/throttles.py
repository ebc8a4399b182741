"""How many requests of one user pass in a minute."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from django_bizlicense.quotas import take_request


class RequestsPerMinute(BaseThrottle):
    """Lets BIZLICENSE_REQUESTS_PER_MINUTE requests of a user pass, and not one more however many come at once.

    DRF's own throttles read, compare and write in three steps; a crowd passes between them. Who has no name is asked
    for one before it comes to this.
    """

    _wait: float | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        self._wait = take_request(request.user.pk)
        return self._wait is None

    def wait(self) -> float | None:
        return self._wait
