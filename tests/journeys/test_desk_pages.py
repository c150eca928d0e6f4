"""Members' own pages, the desks, and pages that a link opens: accessible, valid, no wider than a telephone.

In three languages, with few loads: each page is opened once in each language, and what was loaded goes to
the checker of HTML as well.
"""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.accessibility import assert_accessible, assert_valid_html
from tests.journeys.inside import CASE, SUSPENDED, put
from tests.journeys.people import account, sign_in
from tests.running import Running

pytestmark = pytest.mark.browser

OPEN = (
    "account/login/",
    "mailbox/",
    "terms/",
    "account/standing/{suspended[secret]}/",
    "appointments/{appointment}/",
    "appointments/wrong/",
    "processing-times/",
    "fees/wrong/",
    "collection/wrong/",
    "corrections/wrong/",
)
OWN = (
    "account/",
    "account/details/",
    "account/preferences/",
    "account/saved/",
    "account/saved/add/?page=/en/help/",
    "account/offices/",
    "account/consents/",
    "account/activity/",
    "account/readings/",
    "account/sessions/",
    "account/export/",
    "account/leave/",
    "account/terms/",
    "account/email/",
    "account/password/change/",
    "account/2fa/",
    "account/2fa/totp/activate/",
    "account/2fa/passkeys/add/",
    "account/disclosures/",
)
DESKS = {
    "administrator": (
        "",
        "grants/",
        "reviews/",
        "people/",
        "emergency/",
        "audiences/",
        "members/",
        "members/{suspended[user]}/",
        "offices/",
        "offices/london/",
    ),
    "supervisor": (
        "appointments/",
        "appointments/london/plan/",
        "cases/",
        "cases/{en[number]}/",
        "fees/",
        "counter/",
        "reply-texts/",
        "reply-texts/1/",
        "reply-texts/new/",
        "case-filter/?matter=question",
        "case-cover/",
        "case-file/",
        "opinions/",
        "redactions/",
        "absences/",
    ),
    "publisher": (
        "forms/",
        "forms/new/",
        "forms/import/",
        "forms/school-visit/",
        "forms/school-visit/draft/",
        "forms/school-visit/draft/form/",
        "forms/school-visit/draft/steps/adults/",
        "forms/school-visit/draft/questions/who-comes/",
        "forms/school-visit/draft/questions/who-comes/ending/others/",
        "forms/school-visit/draft/question/what-needs/condition/",
        "forms/school-visit/draft/questions/add/class/",
        "forms/school-visit/draft/preview/zh-hant/class/",
        "publication/",
        "clearance/",
        "editorial/",
        "editorial/review/",
        "editorial/schedule/",
        "editorial/reviews/",
        "editorial/links/",
        "editorial/translations/",
        "editorial/previews/",
        "editorial/withdrawn/",
    ),
    "privacy officer": ("", "disclosures/", "assurance/"),
    "security officer": ("security/", "security/scans/", "security/incidents/", "drills/", "traffic/"),
}
Found = dict[str, Any]
Look = tuple[str, int, Literal["light", "dark"]]
LOCALES = {"en": "en-GB", "zh-hant": "zh-TW", "ar": "ar-SA"}
LOOKS: tuple[Look, ...] = (("en", 320, "light"), ("zh-hant", 1280, "light"), ("ar", 320, "dark"))


@pytest.fixture(scope="module")
def found(running: Running) -> Found:
    """An application whose appointment can be chosen, and a member who is suspended."""
    writers = {"en": "waits@example.org"}
    by = account(running, "administrator")["email"]
    rows = put(running, CASE, SUSPENDED, writers=writers, by=by)
    rows["appointment"] = rows["en"]["link"].rstrip("/").rsplit("/", 1)[1]
    return rows


@pytest.fixture(scope="module")
def entered(browser: Browser, running: Running) -> dict[str, Any]:
    """The cookies of each role, signed in once: a code of the app opens once in half a minute."""
    states = {}
    for role in DESKS:
        context = browser.new_context(base_url=running.origin, ignore_https_errors=True)
        sign_in(context.new_page(), account(running, role))
        states[role] = context.storage_state()
        context.close()
    return states


@pytest.mark.parametrize("look", LOOKS, ids=[look[0] for look in LOOKS])
def test_signed_in_pages_are_accessible_valid_and_fit(
    browser: Browser,
    running: Running,
    found: Found,
    entered: dict[str, Any],
    look: Look,
) -> None:
    language, width, scheme = look
    texts: list[str] = []

    def walk(paths: tuple[str, ...], begin: str, role: str = "") -> None:
        context = browser.new_context(
            base_url=running.origin,
            ignore_https_errors=True,
            locale=LOCALES[language],
            color_scheme=scheme,
            viewport={"width": width, "height": 900},
            storage_state=entered.get(role),
        )
        page = context.new_page()
        # The desks in Chinese are built as in English, and looked at by axe there: its seconds add up.
        axe = language != "zh-hant" or role in ("", "member")
        password = account(running, role)["password"] if role else ""
        if role == "member":
            sign_in(page, account(running, role), language)
        texts.extend(looked_at(page, begin + path.format(**found), password, axe=axe) for path in paths)
        context.close()

    walk(OPEN, f"/{language}/")
    walk(OWN, f"/{language}/", "member")
    for role, paths in DESKS.items():
        walk(paths, "/staff/", role)
    assert_valid_html(*texts)


def looked_at(page: Page, path: str, password: str, *, axe: bool) -> str:
    """Fails for what a person would stumble over; the HTML as it came."""
    answer = page.goto(path)
    assert answer is not None
    status = 404 if path.endswith("/wrong/") else 200
    if "/reauthenticate/" in page.url:
        assert_accessible(page)
        page.fill("[name=password]", password)
        with page.expect_navigation() as passed:
            page.press("[name=password]", "Enter")
        answer = passed.value
    assert answer.status == status, path
    assert page.url.endswith(path), f"{path} led to {page.url}"
    if axe:
        try:
            assert_accessible(page)
        except AssertionError as fault:
            raise AssertionError(f"{path}: {fault}") from fault
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{path} is {wide} px too wide"
    assert page.locator("h1").count() == 1, path
    return answer.text()
