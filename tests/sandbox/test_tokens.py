from __future__ import annotations

from django_bizlicense.sandbox.tokens import Tokens


def test_a_stable_token_stays():
    tokens = Tokens(lifetime=7200)
    first, seconds = tokens.stable()
    assert len(first) == 512
    assert 7199 <= seconds <= 7200
    assert tokens.stable()[0] == first


def test_a_stable_token_is_renewed_before_its_end_and_overlaps():
    tokens = Tokens(lifetime=7200)
    first, _ = tokens.stable()
    tokens._ends[first] -= 6910
    second, seconds = tokens.stable()
    assert second != first
    assert seconds == 7200
    assert tokens.refusal(first) is None
    assert tokens.refusal(second) is None


def test_a_forced_refresh_ends_the_token_before():
    tokens = Tokens(lifetime=7200)
    first, _ = tokens.stable()
    second, _ = tokens.stable(force=True)
    assert (tokens.refusal(first), tokens.refusal(second)) == (40001, None)


def test_each_classic_token_ends_the_one_before_but_no_stable_one():
    tokens = Tokens(lifetime=7200)
    stable, _ = tokens.stable()
    first, _ = tokens.classic()
    second, _ = tokens.classic()
    assert [tokens.refusal(token) for token in (stable, first, second)] == [None, 40001, None]


def test_refusals():
    tokens = Tokens(lifetime=7200)
    token, _ = tokens.stable()
    tokens.expire()
    assert [tokens.refusal(""), tokens.refusal("made-up"), tokens.refusal(token)] == [41001, 40001, 42001]
    assert tokens.refusal(tokens.stable()[0]) is None


def test_a_short_lifetime_is_renewed_at_its_half():
    tokens = Tokens(lifetime=10)
    assert tokens.stable()[0] == tokens.stable()[0]
