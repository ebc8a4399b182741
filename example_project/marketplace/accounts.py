"""The people of the demonstration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

REVIEWER = "reviewer"


@dataclass(frozen=True)
class Account:
    """A login to be shown once."""

    name: str
    password: str


def reviewer() -> Account:
    """Return the reviewer's account with a new password; the account is made at the first call."""
    user, _created = get_user_model().objects.update_or_create(
        username=REVIEWER, defaults={"is_staff": True, "email": "reviewer@example.com"}
    )
    permissions = Permission.objects.filter(content_type__app_label="bizlicense")
    user.user_permissions.set(permissions.filter(codename__regex="^(view|review|reopen)_licenseverification$"))
    account = Account(REVIEWER, secrets.token_urlsafe(9))
    user.set_password(account.password)
    user.save()
    return account


def merchant_names(count: int) -> list[str]:
    """Return so many login names that nobody has yet: merchant, merchant-2, merchant-3 …"""
    taken = set(_names_beginning("merchant"))
    names = ("merchant" if number == 1 else f"merchant-{number}" for number in range(1, len(taken) + count + 1))
    return [name for name in names if name not in taken][:count]


def _names_beginning(text: str) -> Any:
    return get_user_model().objects.filter(username__startswith=text).values_list("username", flat=True)
