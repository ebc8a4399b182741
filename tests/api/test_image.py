from __future__ import annotations

from django_bizlicense.models import VerificationEvent
from tests import factories
from tests.api.sending import case_url, client_of, refusal, sending, sent_back


def test_the_photo_is_served_to_nobodys_cache(api, owner):
    case = factories.in_review(owner)
    response = api.get(case_url(case, "image/"))
    assert b"".join(response.streaming_content) == case.latest_attempt.photo_content()
    assert response["Content-Type"] == "image/jpeg"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_who_looked_at_a_photo_is_an_event(owner):
    case = factories.in_review(owner)
    reviewer = factories.reviewer()
    client_of(owner).get(case_url(case, "image/"))
    client_of(reviewer).get(case_url(case, "image/"))
    event = case.events.get(kind=VerificationEvent.Kind.PHOTO_VIEWED)
    assert event.actor == f"user:{reviewer.pk}"


def test_the_photo_of_an_earlier_attempt(api, owner):
    case = sent_back(owner)
    api.post(case_url(case, "attempts/"), sending(2))
    first, second = (attempt.photo_content() for attempt in case.attempts.all())
    assert first != second
    for query, content in (("", second), ("?attempt=1", first), ("?attempt=2", second)):
        assert b"".join(api.get(case_url(case, f"image/{query}")).streaming_content) == content
    for query in ("?attempt=3", "?attempt=x", "?attempt=-1", "?attempt=" + "9" * 30, "?attempt="):
        refusal(api.get(case_url(case, f"image/{query}")), 404, "not_found")
