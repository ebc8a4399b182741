"""WCAG 2.2 A and AA by axe-core: nothing on our pages, nothing within what we add to the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django_bizlicense import workflow
from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.django_db(transaction=True)]
Status = LicenseVerification.Status
OURS = "#content [class*='bl-']"  # the body has a class of ours too, and the header is the theme's
# Breadcrumbs count as text with links only where the text is the longer part, as in "Home › Password change".
USERS = ("/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/user/{pk}/change/")
THE_SAME_WITHOUT_US = ("/admin/", "/admin/password_change/", *USERS)
OPENED = """
document.querySelectorAll("details").forEach((details) => { details.open = true });
// What a sticky bar covers can be scrolled free; axe would measure what is left of it at this moment.
document.querySelectorAll(".bl-bar, .bl-buttons").forEach((bar) => {
  Object.assign(bar.style, { position: "static", maxHeight: "none" });
});
"""
MORE = [pytest.param(look, marks=pytest.mark.soak) for look in (("en", "dark", 768), ("zh-hans", "light", 1440))]
LOOKS = [("zh-hans", "dark", 360), ("en", "light", 1440), *MORE]


@pytest.fixture(autouse=True)
def engine(settings: Any) -> None:
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": "91330106MA2CFRHEX"})


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(map(str, look)))
def look(request: Any) -> dict[str, Any]:
    """How a page is opened: language, color scheme, width."""
    language, scheme, width = request.param
    return {"width": width, "color_scheme": scheme, "extra_http_headers": {"Accept-Language": language}}


def told(found: list[Any]) -> list[str]:
    return [f"{each.rule}: {each.target}: {each.why}" for each in found]


def merchant_states(case: LicenseVerification, page: Any) -> Iterator[str]:
    """Bring a case into each state, its page open."""
    address = f"/license/{case.pk}/"
    past = dt.date(2020, 1, 1)
    for status in Status:
        expires = past if status == Status.EXPIRED else None
        LicenseVerification.objects.update(status=status, expires_on=expires)
        page.goto(address)
        yield status
    for status, name in ((Status.EXPIRED, "resend"), (Status.AWAITING_CONFIRMATION, "confirm")):
        LicenseVerification.objects.update(status=status)
        page.goto(f"{address}{name}/")
        yield name
    LicenseVerification.objects.update(status=Status.IN_REVIEW)
    for name in ("restate", "withdraw"):
        page.goto(f"{address}{name}/")
        yield name


def test_the_merchants_pages_break_no_rule(open_page: Callable[..., Any], axe: str, look: Any) -> None:
    case = factories.in_review(factories.user(), legal_representative="李四样")
    page = open_page(case.owner, **look)
    seen = []
    for name in merchant_states(case, page):
        seen += [f"{name}: {each}" for each in told(violations(page, axe))]
    assert seen == []


@pytest.mark.parametrize("width", [320, 3840])
def test_nothing_has_to_be_scrolled_sideways(open_page: Callable[..., Any], settings: Any, width: int) -> None:
    settings.BIZLICENSE_CONFIRM_BEFORE_REVIEW = True  # the longest way
    case = factories.in_review(factories.user(), legal_representative="李四样", address="L" * 300)
    page = open_page(case.owner, width=width)
    for name in merchant_states(case, page):
        sizes = "[document.documentElement.scrollWidth, document.querySelector('.biz').clientWidth]"
        scrolled, ours = page.evaluate(sizes)
        assert scrolled <= width, name
        assert ours <= 1280, name


def test_a_refusal_and_the_answer_to_it_break_no_rule(open_page: Callable[..., Any], axe: str, look: Any) -> None:
    case = factories.in_review(factories.user())
    reasons = {"name_mismatch": ["enterprise_name"], "image_glare": []}
    given = {"by": factories.reviewer(), "version": case.version, "message": "Please compare."}
    workflow.request_resubmission(case, reasons=reasons, **given)
    page = open_page(case.owner, **look)
    seen = []
    for name in ("", "resend/"):
        page.goto(f"/license/{case.pk}/{name}")
        seen += told(violations(page, axe))
    assert seen == []


def test_the_upload_breaks_no_rule_in_any_moment(open_page: Callable[..., Any], axe: str, look: Any) -> None:
    page = open_page(factories.user(), has_touch=True, complaints_expected=True, **look)
    page.goto("/license/")
    page.evaluate(OPENED)
    seen = told(violations(page, axe))
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": factories.jpeg()}
    page.locator("#id_image").set_input_files(photo)
    page.locator(".biz-preview canvas").wait_for()
    seen += told(violations(page, axe))
    page.evaluate("document.querySelector('[data-biz-upload]').noValidate = true")
    page.locator("[type=submit]").click()
    page.locator(".errorlist").first.wait_for()
    seen += told(violations(page, axe))
    under_way: list[Any] = []
    page.route("**/license/", lambda route: under_way.append(route))
    page.get_by_role("checkbox").check()
    page.locator("[type=submit]").click()
    page.locator(".biz-progress").wait_for()
    seen += told(violations(page, axe))
    under_way[0].abort()
    page.get_by_role("alert").wait_for()
    assert seen + told(violations(page, axe)) == []


def admin_moments(page: Any, waiting: LicenseVerification, decided: LicenseVerification) -> Iterator[str]:
    """Bring the admin to each of our screens."""
    for address in (QUEUE, f"{QUEUE}?scope=all", f"{QUEUE}today/", f"{QUEUE}figures/", url(waiting), url(decided)):
        page.goto(address)
        page.evaluate(OPENED)
        yield address
    page.goto(url(waiting))
    page.locator("[data-keys-open]").click()
    yield "keys"
    for action in ("approve_selected", "refuse_selected"):
        page.goto(QUEUE)
        page.locator("#action-toggle").check()
        page.locator("select[name=action]").select_option(action)
        page.locator("button[name=index]").click()
        page.locator("form.bl-panel").wait_for()
        yield action


def test_what_we_add_to_the_admin_breaks_no_rule(open_page: Callable[..., Any], axe: str, look: Any) -> None:
    waiting = factories.in_review(factories.user("shop1"), legal_representative="李四样")
    decided = factories.in_review(factories.user("shop2"), seed=2)
    harmless = factories.in_review(factories.user("shop3"), seed=3)
    LicenseVerification.objects.filter(pk=harmless.pk).update(findings=[], heaviest=0)
    alice = factories.user("alice", is_staff=True, is_superuser=True)
    reasons = {"image_glare": [], "name_mismatch": ["enterprise_name"]}
    given = {"by": alice, "message": "Please compare.", "note": "hm"}
    workflow.request_resubmission(decided, reasons=reasons, version=decided.version, **given)
    stock = open_page(alice, complaints_expected=True, **look)  # Django 5.2 has styles in its own forms
    allowed = set()
    for address in THE_SAME_WITHOUT_US:
        stock.goto(address.format(pk=alice.pk))
        allowed |= {each.rule for each in violations(stock, axe)}
    page = open_page(alice, **look)
    seen = []
    for name in admin_moments(page, waiting, decided):
        found = violations(page, axe, ours=OURS)
        seen += [f"{name}: {each}" for each in told([each for each in found if each.ours or each.rule not in allowed])]
    assert seen == []
