"""What our pages add breaks no rule and no policy that the theme keeps; tests/themes runs this under each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django_bizlicense.models import LicenseVerification
from tests import factories
from tests.admin.pages import QUEUE, url
from tests.browser.axe import violations
from tests.browser.test_accessibility import OPENED, THE_SAME_WITHOUT_US, told
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.node, pytest.mark.django_db(transaction=True)]
OURS = ".bl-review *, .bl-review, .bl-start *"
LISTEN = """
window.broken = [];
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) => {
  const name = (address) => address.split("/").pop().split("?")[0];
  window.broken.push(`${effectiveDirective} ${name(blockedURI)} ${name(sourceFile ?? "")}`);
});
"""
FOCUSED = "document.activeElement.matches('[data-decision]')"


@pytest.fixture(autouse=True)
def engine(settings: Any) -> None:
    settings.BIZLICENSE_OCR = factories.dummy({**factories.ANSWER, "reg_num": "91330106MA2CFRHEX"})


@pytest.fixture
def lead() -> Any:
    return factories.user("alice", is_staff=True, is_superuser=True)


def moments(page: Any, case: LicenseVerification) -> Iterator[str]:
    for address in (QUEUE, f"{QUEUE}today/", f"{QUEUE}figures/", url(case)):
        page.goto(address)
        page.evaluate(OPENED)
        yield address


@pytest.mark.parametrize("scheme, width", [("light", 1440), pytest.param("dark", 360, marks=pytest.mark.soak)])
def test_no_rule_is_broken_that_the_theme_keeps(
    open_page: Callable[..., Any], axe: str, lead: Any, scheme: str, width: int
) -> None:
    case = factories.in_review(factories.user("shop1"), legal_representative="李四样")
    page = open_page(lead, width=width, color_scheme=scheme, complaints_expected=True)
    allowed = set()
    for address in THE_SAME_WITHOUT_US:
        page.goto(address.format(pk=lead.pk))
        allowed |= {each.rule for each in violations(page, axe)}
    seen = []
    for name in moments(page, case):
        found = violations(page, axe, ours=OURS)
        seen += [f"{name}: {each}" for each in told([each for each in found if each.ours or each.rule not in allowed])]
    assert seen == []


def test_no_policy_is_broken_that_the_theme_keeps(open_page: Callable[..., Any], lead: Any) -> None:
    case = factories.in_review(factories.user("shop1"))
    page = open_page(lead, complaints_expected=True)
    page.add_init_script(LISTEN)
    allowed: set[str] = set()
    for address in THE_SAME_WITHOUT_US:
        page.goto(address.format(pk=lead.pk))
        page.wait_for_load_state("networkidle")  # what is refused late is told late
        allowed |= set(page.evaluate("window.broken"))
    for name in moments(page, case):
        assert set(page.evaluate("window.broken")) <= allowed, name


def test_a_case_is_approved_by_two_keys(open_page: Callable[..., Any], lead: Any, settings: Any) -> None:
    settings.BIZLICENSE_OCR = factories.dummy()
    case = factories.in_review(factories.user("shop1"))
    page = open_page(lead, complaints_expected=True)
    page.goto(url(case))
    until(page, FOCUSED)
    bar = page.locator("[data-decision]").bounding_box()
    assert bar["y"] + bar["height"] <= 800  # it sticks to the edge of the window
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{QUEUE}")
    assert case.decisions.get().outcome == "approved"


def test_several_cases_are_chosen_and_sent_back(open_page: Callable[..., Any], lead: Any) -> None:
    case = factories.in_review(factories.user("shop1"))
    page = open_page(lead, complaints_expected=True)
    page.goto(QUEUE)
    page.locator(".action-select").check()
    page.locator("select[name=action]").select_option("refuse_selected")
    page.locator("button[name=index]").click()
    page.get_by_label("Glare covers part of the license").check()
    page.get_by_role("button", name="Decide").click()
    page.get_by_text("1 case was decided.").wait_for()
    assert case.decisions.get().outcome == "resubmission_requested"
