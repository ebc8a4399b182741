"""Build the distributions and look at what a user would install: python -I tests/check_wheel.py."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUST_HAVE = (
    "django_bizlicense/py.typed",
    "django_bizlicense/migrations/0001_initial.py",
    "django_bizlicense/locale/zh_Hans/LC_MESSAGES/django.mo",
    "django_bizlicense/templates/bizlicense/base.html",
    "django_bizlicense/static/bizlicense/merchant.css",
)
USE = """
import sys
sys.path.insert(0, sys.argv[1])
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x", DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                    "django.contrib.messages", "django.contrib.sessions", "rest_framework", "django_bizlicense"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    BIZLICENSE_OCR={"default": {"BACKEND": "django_bizlicense.ocr.dummy.DummyBackend"}},
)
django.setup()
import django_bizlicense
assert django_bizlicense.__file__.startswith(sys.argv[1]), django_bizlicense.__file__
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django_bizlicense.models import ReviewReason
assert ReviewReason.objects.count() >= 20
from django.template.loader import get_template
get_template("bizlicense/base.html")
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        call("-m", "build", "--no-isolation", "--outdir", folder, str(ROOT))
        built = [str(path) for path in Path(folder).iterdir()]
        call("-m", "twine", "check", "--strict", *built)
        call("-m", "check_manifest", "--no-build-isolation", str(ROOT))
        wheel = next(path for path in built if path.endswith(".whl"))
        look_inside(wheel)
        installed = str(Path(folder, "installed"))
        call("-m", "pip", "install", "--quiet", "--no-deps", "--target", installed, wheel)
        call("-I", "-c", USE, installed)


def look_inside(wheel: str) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = [name for name in MUST_HAVE if name not in names]
    strangers = [name for name in names if not name.startswith(("django_bizlicense/", "django_bizlicense-"))]
    if missing or strangers:
        sys.exit(f"the wheel misses {missing} and holds {strangers}")


def call(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
