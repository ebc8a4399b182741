"""Keep on the case whether any engine has read its newest attempt, so that the queue need not look it up."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def say_what_was_read(apps: Any, schema_editor: Any) -> None:
    """Tell of every case already there."""
    cases = apps.get_model("bizlicense", "LicenseVerification").objects.using(schema_editor.connection.alias)
    read = apps.get_model("bizlicense", "LicenseReading").objects.filter(
        state="read", attempt__verification=OuterRef("pk"), attempt__number=OuterRef("attempt_count")
    )
    cases.filter(Exists(read)).update(unread=False)


class Migration(migrations.Migration):
    dependencies = [("bizlicense", "0005_missing_photo")]

    operations = [
        migrations.AddField(
            model_name="licenseverification",
            name="unread",
            field=models.BooleanField(default=True, editable=False, verbose_name="not read"),
        ),
        migrations.RunPython(say_what_was_read, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="licenseverification",
            index=models.Index(
                condition=Q(Q(status__in=("in_review", "second_review")), unread=True),
                fields=["submitted_at", "id"],
                name="bizlicense_unread",
            ),
        ),
    ]
