"""A task of a host that reads by itself and lets what is raised reach the queue."""

from __future__ import annotations

from django_bizlicense.ocr import OCRImage, ocr_backend
from tests import factories

try:
    from django.tasks import task
except ImportError:  # Django 5.2
    from django_tasks import task


@task
def read_now(name: str) -> None:
    ocr_backend.read(OCRImage(data=factories.jpeg()))
