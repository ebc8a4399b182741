"""Plain functions that make what tests need."""

from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path
from typing import Any

import django
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from PIL import Image

from django_bizlicense import images, recognition, workflow
from django_bizlicense.images import AcceptedImage
from django_bizlicense.models import LicenseVerification
from django_bizlicense.models.verification import today_in_china

TASKS = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
IMMEDIATE = {"default": {"BACKEND": f"{TASKS}.backends.immediate.ImmediateBackend"}}
"""TASKS that read inside the request."""
SPECIMENS = Path(__file__).resolve().parent / "specimens"
ANSWER = {
    "errcode": 0,
    "errmsg": "ok",
    "reg_num": "91330106MA2CFRHEX0",
    "enterprise_name": "杭州样本云杉贸易有限公司",
    "type_of_enterprise": "有限责任公司",
    "legal_representative": "张三样",
    "address": "浙江省杭州市西湖区样本路1号",
    "registered_capital": "伍佰万元整",
    "registered_date": "2019年05月06日",
    "valid_period": "2019年05月06日至2049年05月05日",
    "business_scope": "样本商品的批发、零售。",
    "cert_position": {
        "pos": {
            "left_top": {"x": 60, "y": 40},
            "right_top": {"x": 540, "y": 40},
            "right_bottom": {"x": 540, "y": 360},
            "left_bottom": {"x": 60, "y": 360},
        }
    },
    "img_size": {"w": 600, "h": 400},
}


def dummy(answer: dict[str, Any] | None = ANSWER, **options: Any) -> dict[str, Any]:
    """Return a BIZLICENSE_OCR whose engine answers so."""
    path = "django_bizlicense.ocr.dummy.DummyBackend"
    return {"default": {"BACKEND": path, "OPTIONS": {"answer": answer, **options}}}


def user(name: str = "merchant", *permissions: str, **fields: Any) -> Any:
    """Return a new user with these permissions of our app."""
    made = get_user_model().objects.create_user(name, password="pw", **fields)
    made.user_permissions.set(Permission.objects.filter(content_type__app_label="bizlicense", codename__in=permissions))
    return made


def reviewer(name: str = "reviewer") -> Any:
    """Return a staff user who may review."""
    return user(name, "view_licenseverification", "review_licenseverification", is_staff=True)


def jpeg(seed: int = 1, size: tuple[int, int] = (600, 400)) -> bytes:
    """Return a small JPEG that differs by seed."""
    numbers = random.Random(seed)
    picture = Image.new("RGB", size, tuple(numbers.randrange(256) for _ in range(3)))
    picture.paste(tuple(numbers.randrange(256) for _ in range(3)), (50, 50, 200, 100))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def photo(seed: int = 1) -> AcceptedImage:
    """Return an accepted photo that differs by seed."""
    return images.accept(jpeg(seed))


def submitted(owner: Any = None, *, seed: int = 1, **stated: str) -> LicenseVerification:
    """Return a case that waits to be read."""
    return workflow.submit(photo(seed), owner=owner or user(), stated=stated)


def in_review(owner: Any = None, *, seed: int = 1, **stated: str) -> LicenseVerification:
    """Return a case that was read by the configured engine."""
    case = submitted(owner, seed=seed, **stated)
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    return case


def approved(owner: Any, *, seed: int = 1, **stated: str) -> LicenseVerification:
    """Return a case that a reviewer approved."""
    case = in_review(owner, seed=seed, **stated)
    workflow.approve(case, by=reviewer(f"reviewer{case.pk}"), version=case.version)
    return case


def dated(case: LicenseVerification, **days: int | None) -> None:
    """Move the dates of an approval to so many days from today in China."""
    columns = {
        name: None if number is None else today_in_china() + dt.timedelta(number) for name, number in days.items()
    }
    LicenseVerification.objects.filter(pk=case.pk).update(**columns)
    case.refresh_from_db()


def sent_again(owner: Any) -> LicenseVerification:
    """Return an approved case whose re-verification is near and for which a new photo was sent and read."""
    case = approved(owner)
    dated(case, reverify_on=5)
    workflow.resubmit(case, by=owner, photo=photo(9))
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    return case
