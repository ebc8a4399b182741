"""Every page in every look: nothing runs out sideways; BIZLICENSE_GALLERY names a folder for the pictures."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from django_bizlicense import images, recognition, workflow
from django_bizlicense.models import EngineStop, LicenseVerification, OCRMeter
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.browser.test_pictures import answer
from tests.browser.waiting import until
from tests.specimens import SPECIMENS

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.django_db(transaction=True)]
Status = LicenseVerification.Status
ADMIN = "/admin/bizlicense/"
WIDTHS = (320, 360, 768, 1440, 3840)
LOOKS = [(language, scheme) for language in ("zh-hans", "en") for scheme in ("light", "dark")]
SCROLLED = "document.documentElement.scrollWidth"
OPENED = "document.querySelectorAll('details').forEach((details) => { details.open = true })"
LOADED = "document.querySelector('[data-photo]')?.decode().then(() => true) ?? true"


def license_of(number: int, **misread: str) -> LicenseVerification:
    specimen = SPECIMENS[number]
    stated = {"legal_representative": "王五样"} if number == 0 else {}
    owner = factories.user(f"shop-{number + 1}")
    case = workflow.submit(images.accept(specimen.path.read_bytes()), owner=owner, stated=stated)
    recognition.recognize(str(case.pk))
    case.refresh_from_db()
    return case


def prepared(settings: Any) -> dict[str, LicenseVerification]:
    """Return one case of each kind that the pages show."""
    made = {}
    for number, name in enumerate(("odd", "refused", "approved", "second", "merchant")):
        misread = {"reg_num": SPECIMENS[number].truth["fields"]["reg_num"].replace("0", "O", 1)} if number == 0 else {}
        settings.BIZLICENSE_OCR = factories.dummy(answer(SPECIMENS[number], **misread))
        made[name] = license_of(number)
    bob, carol = factories.reviewer("bob"), factories.reviewer("carol")
    seen = {"by": bob, "version": made["refused"].version}
    reasons = {"image_glare": [], "legal_representative_mismatch": ["legal_representative"]}
    text = "请核对法定代表人姓名，并在自然光下重新拍摄。"
    workflow.request_resubmission(made["refused"], reasons=reasons, message=text, note="第二次了", **seen)
    workflow.approve(made["approved"], by=bob, version=made["approved"].version, note="ok")
    settings.BIZLICENSE_FOUR_EYES = True
    workflow.approve(made["second"], by=carol, version=made["second"].version)
    settings.BIZLICENSE_FOUR_EYES = False
    LicenseVerification.objects.filter(pk=made["odd"].pk).update(submitted_at=F("submitted_at") - dt.timedelta(days=3))
    now = made["odd"].created_at
    EngineStop.objects.create(account="wx1234567890", code="ocr_misconfigured", since=now, detail="48001")
    OCRMeter.objects.create(account="wx1234567890", window_starts_at=now, calls=87)
    return made


def merchant_pages(page: Any, case: LicenseVerification) -> Iterator[str]:
    """Open each of the merchant's pages in each state; the last one as somebody who is not logged in."""
    rows = LicenseVerification.objects.filter(pk=case.pk)
    address = f"/license/{case.pk}/"
    rows.update(status=Status.WITHDRAWN, open_key=None)
    page.goto("/license/")
    yield "upload"
    page.evaluate(OPENED)
    page.evaluate("document.querySelector('[data-biz-upload]').noValidate = true")
    page.locator("[type=submit]").click()
    page.locator(".errorlist").first.wait_for()
    yield "upload-errors"
    for status in Status:
        rows.update(status=status, expires_on=dt.date(2020, 1, 1) if status == Status.EXPIRED else None)
        page.goto(address)
        yield f"status-{status.value}"
    for status, name in ((Status.EXPIRED, "resend"), (Status.AWAITING_CONFIRMATION, "confirm")):
        rows.update(status=status)
        page.goto(f"{address}{name}/")
        yield "renewal" if name == "resend" else name
    rows.update(status=Status.IN_REVIEW)
    for name in ("restate", "withdraw"):
        page.goto(f"{address}{name}/")
        yield name
    page.context.clear_cookies()
    page.goto(address)
    yield "login"


def refused_pages(page: Any, case: LicenseVerification) -> Iterator[str]:
    for name in ("", "resend/"):
        page.goto(f"/license/{case.pk}/{name}")
        page.evaluate(OPENED)
        yield f"refused-{name.strip('/') or 'status'}"


def admin_pages(page: Any, cases: dict[str, LicenseVerification]) -> Iterator[str]:
    """Open each of our pages in the admin."""
    lists = {"queue": "", "queue-all": "?state=all", "queue-empty": "?state=withdrawn&q=nothing"}
    pages = {f"{name}": f"{QUEUE}{query}" for name, query in lists.items()}
    pages |= {"today": f"{QUEUE}today/", "numbers": f"{QUEUE}figures/"}
    pages |= {f"review-{name}": url(cases[name]) for name in ("odd", "refused", "approved", "second")}
    own = {"reasons": "reviewreason/", "reason": "reviewreason/add/", "stops": "enginestop/", "meter": "ocrmeter/"}
    for name, address in {**pages, **{name: f"{ADMIN}{address}" for name, address in own.items()}}.items():
        page.goto(address)
        yield name
    page.goto(url(cases["refused"]))
    page.evaluate(OPENED)
    yield "history"
    yield from moments(page, cases["odd"])


def moments(page: Any, case: LicenseVerification) -> Iterator[str]:
    """Open what only a click shows."""
    page.goto(url(case))
    page.locator(".bl-refuse > summary").click()
    page.locator("[name=reasons]").first.check()
    yield "refusing"
    page.locator("[name=message]").scroll_into_view_if_needed()
    yield "text"
    page.locator("[data-step=approve]").click()
    page.locator("[data-focus]").wait_for()
    yield "blocked"
    page.goto(url(case))
    page.locator("[data-keys-open]").click()
    yield "keys"
    for action in ("approve_selected", "refuse_selected"):
        page.goto(f"{QUEUE}?state=review")
        page.locator(".action-select").first.check()
        page.locator(".action-select").last.check()
        page.locator("select[name=action]").first.select_option(action)
        page.locator("button[name=index]").first.click()
        page.locator(".bl-review, .bl-start").first.wait_for()
        yield f"bulk-{action}"


@pytest.fixture
def folder() -> Path | None:
    given = os.environ.get("BIZLICENSE_GALLERY")
    return Path(given) if given and Path(given).is_dir() else None


@pytest.mark.parametrize("language, scheme", LOOKS)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_every_screen(
    open_page: Callable[..., Any], settings: Any, folder: Path | None, language: str, scheme: str, width: int
) -> None:
    cases = prepared(settings)
    look = {"color_scheme": scheme, "extra_http_headers": {"Accept-Language": language}, "complaints_expected": True}
    visits = [
        (cases["merchant"].owner, merchant_pages, cases["merchant"]),
        (cases["refused"].owner, refused_pages, cases["refused"]),
        (factories.user("alice", is_staff=True, is_superuser=True), admin_pages, cases),
    ]
    too_wide = []
    for who, pages, what in visits:
        page = open_page(who, width=width, height=800, **look)
        for name in pages(page, what):
            until(page, LOADED)
            too_wide += [name] if page.evaluate(SCROLLED) > width else []
            if folder:
                page.screenshot(path=folder / f"{name}-{language}-{scheme}-{width}.jpg", type="jpeg", quality=60)
    assert too_wide == []
