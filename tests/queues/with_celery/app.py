"""A Celery application that reads: one task, and one receiver in place of ours."""

from __future__ import annotations

from typing import Any

from celery import Celery
from django.dispatch import receiver

from django_bizlicense import recognition
from django_bizlicense.signals import license_submitted

app = Celery("shop")
app.config_from_object("django.conf:settings", namespace="CELERY")
license_submitted.disconnect(dispatch_uid="bizlicense.enqueue_recognition")


@app.task(acks_late=True, ignore_result=True)
def recognize(verification_id: str) -> None:
    recognition.recognize(verification_id)


@receiver(license_submitted, dispatch_uid="shop.enqueue_recognition")
def enqueue(verification: Any, **details: Any) -> None:
    recognize.delay(str(verification.pk))
