"""The example's e-mails, as the signals of the package send them."""

from __future__ import annotations

import json
import subprocess

SAY = """
import datetime as dt, json
from django.contrib.auth import get_user_model
from django.core import mail
from django.test.utils import override_settings
from django.utils import timezone
from django_bizlicense import renewal
from django_bizlicense.models import LicenseVerification
owner = get_user_model().objects.create_user("lin", "lin@example.com")
soon, later = (timezone.now().date() + dt.timedelta(days=days) for days in (5, 100))
LicenseVerification.objects.create(owner=owner, status="approved", expires_on=soon, reverify_on=later)
mail.outbox = []
with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
    renewal.remind()
print(json.dumps([[message.to, message.subject, message.body] for message in mail.outbox]))
"""


def test_a_merchant_is_reminded_that_the_license_ends(manage):
    command, environment = manage
    subprocess.run([*command, "migrate", "--verbosity", "0"], env=environment, check=True)
    shell = [*command, "shell", "--verbosity", "0", "--command", SAY]
    said = subprocess.run(shell, env=environment, check=True, capture_output=True, text=True).stdout
    [(to, subject, body)] = json.loads(said)
    assert (to, subject) == (["lin@example.com"], "Please send a new photo of your license")
    assert "/license/" in body
