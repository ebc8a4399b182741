"""The way of a case: the only code that changes a status.

Every step names the statuses and the version it starts from in the WHERE of one UPDATE; who comes second changes
nothing and learns who was first. Signals leave after the commit.
"""

from django_bizlicense.workflow.claims import claim, claim_next, release, take_over
from django_bizlicense.workflow.holding import lift_hold, put_on_hold
from django_bizlicense.workflow.keys import once
from django_bizlicense.workflow.merchant import confirm, resubmit, submit, withdraw
from django_bizlicense.workflow.reading import open_review, send_back_unread
from django_bizlicense.workflow.restating import restatable, restate
from django_bizlicense.workflow.review import approve, correct, expire, reject, reopen, request_resubmission

__all__ = [
    "approve",
    "claim",
    "claim_next",
    "confirm",
    "correct",
    "expire",
    "lift_hold",
    "once",
    "open_review",
    "put_on_hold",
    "reject",
    "release",
    "reopen",
    "request_resubmission",
    "restatable",
    "restate",
    "resubmit",
    "send_back_unread",
    "submit",
    "take_over",
    "withdraw",
]
