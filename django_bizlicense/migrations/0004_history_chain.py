"""Chain the history there is, keep one event per position, and let PostgreSQL refuse changes to it."""

from itertools import groupby

from django.db import migrations, models

from django_bizlicense.models import append_only, chain

BATCH = 500
TABLE = "bizlicense_verificationevent"
GUARD = f"""
CREATE FUNCTION bizlicense_history_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF current_setting('{append_only.SETTING}', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The history in % is append-only: % is refused.', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'See history.maintenance() in the documentation of django-bizlicense.';
END
$guard$;
CREATE TRIGGER bizlicense_history_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION bizlicense_history_guard();
"""
UNGUARD = f"""
DROP TRIGGER bizlicense_history_guard ON {TABLE};
DROP FUNCTION bizlicense_history_guard();
"""


def chain_events(apps, schema_editor):
    """Give every event its position and seal, and every case the head of its history."""
    cases = apps.get_model("bizlicense", "LicenseVerification").objects.order_by("pk")
    page = list(cases[:BATCH])
    while page:
        _chain_cases(apps, page)
        page = list(cases.filter(pk__gt=page[-1].pk)[:BATCH])


def _chain_cases(apps, cases):
    events = apps.get_model("bizlicense", "VerificationEvent").objects
    by_pk, key, sealed = {case.pk: case for case in cases}, chain.keys()[0], []
    rows = events.filter(verification__in=by_pk).order_by("verification", "pk")
    for pk, grouped in groupby(rows, key=lambda event: event.verification_id):
        history = list(grouped)
        by_pk[pk].history_length, by_pk[pk].history_head = len(history), chain.seal(key, pk, history)
        sealed.extend(history)
    events.bulk_update(sealed, ["position", "mac"], batch_size=BATCH)
    apps.get_model("bizlicense", "LicenseVerification").objects.bulk_update(
        cases, ["history_length", "history_head"], batch_size=BATCH
    )


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD, params=None)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNGUARD)


class Migration(migrations.Migration):
    dependencies = [
        ("bizlicense", "0003_keeping"),
    ]

    operations = [
        migrations.RunPython(chain_events, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="verificationevent",
            constraint=models.UniqueConstraint(fields=("verification", "position"), name="bizlicense_one_position"),
        ),
        migrations.RunPython(guard, unguard),
    ]
