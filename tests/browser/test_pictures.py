"""The pictures of the documentation; BIZLICENSE_PICTURES=1 writes them to docs/images/."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_bizlicense import images, recognition, workflow
from django_bizlicense.license.fields import position_as_json
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.specimens import SPECIMENS, Specimen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parent.parent.parent
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return ROOT / "docs" / "images" if os.environ.get("BIZLICENSE_PICTURES") else tmp_path


def answer(specimen: Specimen, **misread: str) -> dict[str, Any]:
    """Return what WeChat would say of a specimen, with a field misread."""
    truth = specimen.truth
    corners = tuple((x, y) for x, y in truth["cert_position"])
    width, height = truth["img_size"]
    place = {"cert_position": position_as_json(corners), "img_size": {"w": width, "h": height}}
    return {**truth["fields"], **misread, **place}


def cases(settings: Any) -> list[LicenseVerification]:
    made = []
    for number, specimen in enumerate(SPECIMENS[:5]):
        misread = {"reg_num": specimen.truth["fields"]["reg_num"].replace("0", "O", 1)} if number == 0 else {}
        settings.BIZLICENSE_OCR = factories.dummy(answer(specimen, **misread))
        stated = {"legal_representative": "王五样"} if number == 0 else {}
        owner = factories.user(f"shop-{number + 1}")
        case = workflow.submit(images.accept(specimen.path.read_bytes()), owner=owner, stated=stated)
        recognition.recognize(str(case.pk))
        case.refresh_from_db()
        made.append(case)
    return made


def test_the_pictures_show_queue_review_and_refusal(open_page: Callable[..., Any], settings: Any, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    made, reviewer = cases(settings), factories.reviewer("alice")
    page = open_page(reviewer, width=1440, height=900)
    page.goto(QUEUE)
    page.screenshot(path=folder / "queue.png")
    page.goto(url(made[0]))
    page.locator("[data-photo]").evaluate("photo => photo.decode()")
    page.screenshot(path=folder / "review.png")
    reasons = {"legal_representative_mismatch": ["legal_representative"], "image_glare": []}
    workflow.request_resubmission(made[0], by=reviewer, version=made[0].version, reasons=reasons)
    phone = open_page(made[0].owner, width=360, height=800, extra_http_headers={"Accept-Language": "zh-hans"})
    phone.goto(f"/license/{made[0].pk}/")
    phone.screenshot(path=folder / "refused.png")
    for name in ("queue", "review", "refused"):
        assert (folder / f"{name}.png").read_bytes().startswith(PNG)
