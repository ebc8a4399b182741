"""Imports only go down, and four outside packages are imported where design says and nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import django_bizlicense

PACKAGE = "django_bizlicense"
ROOT = Path(django_bizlicense.__file__).parent
FLOORS = (
    ("conf", "error_codes", "exceptions", "language", "signals"),
    ("license", "images"),
    ("ocr",),
    ("models", "migrations"),
    (
        "workflow",
        "assessment",
        "reading",
        "recognition",
        "tasks",
        "merchants",
        "renewal",
        "retention",
        "export",
        "figures",
        "photos",
        "photo_sweep",
        "health",
        "uploads",
        "accounts",
        "quotas",
        "wording",
        "history",
    ),
    ("web", "api", "admin", "sandbox", "testing", "management"),
    ("apps", "checks", "storage_checks"),
)
FLOOR = {part: number for number, parts in enumerate(FLOORS) for part in parts}
DOORS = FLOORS[5]
BETWEEN_DOORS = {("management", "sandbox"), ("testing", "sandbox")}
"""The command that serves the sandbox, and the fixture that does."""

OUTSIDE = {
    "PIL": ("images/", "ocr/local/"),
    "requests": ("ocr/",),
    "rest_framework": ("api/",),
}


def imported(source: str, *, package: str = PACKAGE) -> Iterator[str]:
    """Yield every module a source imports, wherever in it; `package` is where it stands, for relative imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def part_of(module: str) -> str | None:
    """Return which part of the package a module belongs to: "models" of "django_bizlicense.models.event"."""
    names = module.split(".")
    return names[1] if names[0] == PACKAGE and len(names) > 1 and names[1] != "__version__" else None


def faults(path: str, source: str) -> list[str]:
    """Return what is wrong with the imports of one file; `path` is relative to the package."""
    parents = Path(path).parent.parts
    modules = list(imported(source, package=".".join([PACKAGE, *parents])))
    here = Path(path).parts[0].removesuffix(".py")
    return [*_upward(here, modules), *_outside(path, here, modules)]


def _upward(here: str, modules: list[str]) -> Iterator[str]:
    for there in sorted({part for module in modules if (part := part_of(module))}):
        if lost := {here, there} - set(FLOOR):
            yield f"no floor is known for {', '.join(sorted(lost))}"
        elif FLOOR[there] > FLOOR[here]:
            yield f"{here} imports {there} from above"
        elif here != there and {here, there} <= set(DOORS) and (here, there) not in BETWEEN_DOORS:
            yield f"the door {here} imports the door {there}"


def _outside(path: str, here: str, modules: list[str]) -> Iterator[str]:
    tops = {module.split(".")[0] for module in modules}
    for package, places in OUTSIDE.items():
        if package in tops and not path.startswith(places):
            yield f"{path} imports {package}"
    if here == "license" and "django" in tops:
        yield f"{path} imports django"


def test_every_import_goes_down():
    files = sorted(ROOT.rglob("*.py"))
    assert len(files) > 60
    found = {}
    for file in files:
        path = file.relative_to(ROOT).as_posix()
        if path != "__init__.py" and (wrong := faults(path, file.read_text())):
            found[path] = wrong
    assert found == {}


def test_the_walk_sees_what_it_shall_see():
    assert faults("models/event.py", "from django_bizlicense.workflow import approve") != []
    assert faults("models/event.py", "from django_bizlicense import workflow") != []
    assert faults("models/event.py", "from .. import workflow") != []
    assert faults("models/event.py", "from ..workflow.review import approve") != []
    assert faults("conf.py", "def late():\n    import django_bizlicense.models") != []
    assert faults("web/views.py", "from django_bizlicense.api import urls") != []
    assert faults("workflow/merchant.py", "import PIL.Image") != []
    assert faults("ocr/dummy.py", "from PIL import Image") != []
    assert faults("merchants.py", "from rest_framework.views import APIView") != []
    assert faults("sandbox/server.py", "import requests") != []
    assert faults("license/dates.py", "from django.utils import timezone") != []
    assert faults("brand_new.py", "from django_bizlicense import conf") != []


def test_the_walk_lets_through_what_is_right():
    assert faults("models/event.py", "from .verification import UNREAD\nfrom django.db import models") == []
    assert (
        faults("web/views.py", "from django_bizlicense import workflow\nfrom django_bizlicense.web import forms") == []
    )
    assert faults("ocr/local/photo.py", "from PIL import Image\nfrom django_bizlicense.images import prepare") == []
    assert faults("management/commands/wechat_sandbox.py", "from django_bizlicense.sandbox import SandboxServer") == []
