"""The one piece of background work; it carries an id and nothing else.

On Django 5.2 the django-tasks package stands in for django.tasks. Without TASKS in the settings the immediate backend
reads inside the request, within the engine's deadline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from django_bizlicense import recognition
from django_bizlicense.signals import license_submitted

if TYPE_CHECKING:
    from django.tasks import task

    from django_bizlicense.models import LicenseVerification
else:
    try:
        from django.tasks import task
    except ImportError:  # Django 5.2
        from django_tasks import task


@task
def recognize(verification_id: str) -> None:
    """Read what is due of one case; safe to deliver late, twice or never (`recognize_pending` finds what is left)."""
    recognition.recognize(verification_id)


@receiver(license_submitted, dispatch_uid="bizlicense.enqueue_recognition")
def enqueue_recognition(verification: LicenseVerification, **details: Any) -> None:
    """Enqueue after the commit; a queue that is away costs time, never the upload."""
    recognize.enqueue(str(verification.pk))
