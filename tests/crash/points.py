"""The places where a process is killed: its own functions, and SIGKILL before or after one of them."""

from __future__ import annotations

import functools
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from django_bizlicense import accounts, recognition, tasks
from django_bizlicense.api import views
from django_bizlicense.models.reading import ReadingQuerySet
from django_bizlicense.models.storage import PrivateStorage
from django_bizlicense.ocr.wechat import transport, wire
from django_bizlicense.ocr.wechat.backend import OCR_PATH
from django_bizlicense.workflow import keys, merchant, review
from django_bizlicense.workflow import reading as hand_over


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where: before or after `owner.name`, where `when` says so of its arguments."""

    owner: Any
    name: str
    before: bool = False
    when: Callable[..., bool] = lambda *args, **kwargs: True


def has_hooks(connection: BaseDatabaseWrapper) -> bool:
    """Say whether this is the commit of a step of ours: its signals wait for it."""
    return bool(connection.run_on_commit)


def asks_for_a_reading(connection: Any) -> bool:
    return connection._response_options.request_url.endswith(OCR_PATH)


def answers_a_reading(_self: Any, outgoing: transport.Outgoing, **_options: Any) -> bool:
    return outgoing.path == OCR_PATH


COMMIT = Point(owner=BaseDatabaseWrapper, name="commit", before=True, when=has_hooks)
COMMITTED = Point(owner=BaseDatabaseWrapper, name="run_and_clear_commit_hooks", before=True, when=has_hooks)

SENDING = {
    "key_reserved": Point(owner=keys, name="_reserve"),
    "file_being_written": Point(owner=PrivateStorage, name="_save", before=True),
    "file_stored": Point(owner=merchant, name="store_photo"),
    "inside_the_transaction": Point(owner=merchant, name="_add_attempt", before=True),
    "rows_written": Point(owner=merchant, name="_add_attempt"),
    "before_commit": COMMIT,
    "committed_not_enqueued": COMMITTED,
    "enqueued": Point(owner=type(tasks.recognize), name="enqueue"),
    "answer_made": Point(owner=views, name="created"),
}
READING = {
    "task_taken": Point(owner=recognition, name="recognize", before=True),
    "leased": Point(owner=ReadingQuerySet, name="lease"),
    "metered": Point(owner=accounts, name="admit"),
    "request_left": Point(owner=wire._Connection, name="getresponse", before=True, when=asks_for_a_reading),
    "answer_came": Point(owner=transport.Transport, name="send", when=answers_a_reading),
    "result_not_written": Point(owner=recognition, name="_settle", before=True),
    "result_written": Point(owner=recognition, name="_patiently"),
    "handing_over": Point(owner=hand_over, name="move"),
    "hand_over_not_committed": COMMIT,
    "hand_over_committed": COMMITTED,
    "handed_over": Point(owner=recognition, name="open_review"),
}
DECIDING = {
    "decision_not_begun": Point(owner=review, name="move", before=True),
    "decision_updated": Point(owner=review, name="move"),
    "decision_recorded": Point(owner=review, name="record_decision"),
    "decision_not_committed": COMMIT,
    "decision_committed": COMMITTED,
}
POINTS = {**SENDING, **READING, **DECIDING}
PAID = {"request_left", "answer_came", "result_not_written"}
"""Where a call is paid and its answer lost with the process."""
WITH_A_FILE = {"file_being_written", "file_stored", "inside_the_transaction", "rows_written", "before_commit"}
"""Where a file may be left that no row names."""


def arm(name: str) -> None:
    """Let this process die at a point."""
    point = POINTS[name]
    original = getattr(point.owner, point.name)

    @functools.wraps(original)
    def marked(*args: Any, **kwargs: Any) -> Any:
        doomed = point.when(*args, **kwargs)
        if doomed and point.before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if doomed:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(point.owner, point.name, marked)
