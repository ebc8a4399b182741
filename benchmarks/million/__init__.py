"""Databases of a thousand and of a million cases, and the pages that are measured on them."""

import os

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.million.settings")
if not apps.ready:
    django.setup()
