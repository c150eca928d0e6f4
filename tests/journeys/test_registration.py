"""Nationals abroad: somebody registers, changes and leaves; an officer and a supervisor send a notice to one area, and
only who is in it gets mail. Without script and without a cookie."""

from __future__ import annotations

import datetime as dt
from functools import partial
from secrets import token_hex

import pytest

from legation.kernel import clock
from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import letters_to, newest_mail
from tests.journeys.walk import LOCALES, Walk
from tests.running import Running, wait_for

pytestmark = pytest.mark.browser
LANGUAGE = "zh-hant"
SEND = "form button[name=step][value=send]"
NAMES = {"en": "Storm", "zh-hant": "暴風", "ja": "嵐", "es": "Tormenta", "ar": "عاصفة"}


def test_only_who_is_in_the_area_gets_the_notice(running: Running, visit: Visit, desk: Desk) -> None:
    mark = token_hex(4)
    there, elsewhere, moved, left = (
        f"{name}.{mark}@example.org" for name in ("there", "else", "moved", "left")
    )
    visitors = {
        address: register(running, visit, address, area)
        for address, area in ((there, "wales"), (elsewhere, "midlands"), (moved, "midlands"), (left, "wales"))
    }
    move(visitors[moved], "wales")
    leave(visitors[left])
    send(desk, mark, "GB/wales", reaches="would reach")
    for address in (there, moved):
        found = wait_for(partial(notice, running, address, mark), 30, f"the notice to {address}")
        assert NAMES[LANGUAGE] in found, "in their own language"
    for address in (elsewhere, left):
        assert not notice(running, address, mark)
    assert letters_to(running, left) == [], "of who left nothing is kept, also not in the outbox"
    for walk in visitors.values():
        assert walk.page.context.cookies() == []


def notice(running: Running, address: str, mark: str) -> str:
    """The notice as it reached the address; empty while it did not."""
    return next((mail.subject for mail in letters_to(running, address) if mark in mail.subject), "")


def register(running: Running, visit: Visit, address: str, area: str) -> Walk:
    """With a mistake at first; counted from the link in the mail on. Returns on the person's own page."""
    page = visit(f"/{LANGUAGE}/registration/", script=False, locale=LOCALES[LANGUAGE], width=390)
    walk = Walk(page, LANGUAGE, script=False)
    walk.look()
    walk.press("form[method=get] button", country="GB")
    today = clock.today()
    wrong = {**day("begins_on", today), **day("ends_on", today - dt.timedelta(days=3))}
    about = {
        "place": "1 High Street",
        "name": "王小明",
        "phone": "+44 7700 900123",
        "companions": "林美玲, 1990",
    }
    walk.press(SEND, stay="travel", area=area, email=address, statement="on", **about, **wrong)
    assert page.locator(".error-summary a").count() == 1
    assert page.input_value("main [name=companions]") == "林美玲, 1990"
    assert page.locator(f"main [name=area][value={area}]").is_checked()
    walk.press(SEND, **day("ends_on", today + dt.timedelta(days=9)))
    assert page.url.endswith("/registration/sent/")
    walk.goto(newest_mail(running, address).links[0])
    walk.press("form button")
    assert "/registration/mine/" in page.url
    assert "1 High Street" in walk.text
    return walk


def move(walk: Walk, area: str) -> None:
    """They went on to another part of the country."""
    walk.press("a[href$='/edit/']")
    walk.press("form button", area=area, place="2 Castle Street")
    assert "2 Castle Street" in walk.text


def leave(walk: Walk) -> None:
    """They are back; the page is gone, and says where to go on."""
    mine = walk.page.url
    walk.page.locator("main details:has(form[action$='/leave/']) summary").click()
    walk.press("form[action$='/leave/'] button")
    walk.goto(mine)
    assert "王小明" not in walk.text
    assert walk.page.locator("main a.button[href$='/registration/']").count() == 1


def day(name: str, when: dt.date) -> dict[str, str]:
    """A day in its three fields."""
    return {f"{name}_{part}": str(getattr(when, part)) for part in ("day", "month", "year")}


def send(desk: Desk, mark: str, area: str, *, reaches: str) -> None:
    """The officer writes it, wrongly at first, and may not send it alone; the supervisor does."""
    officer, supervisor = Walk(desk("case officer"), "en", False), Walk(desk("supervisor"), "en", False)
    officer.goto("/staff/registrations/london/write/")
    page = officer.page
    codes = [name.removeprefix("title_") for name in titles(officer)]
    words = {f"title_{code}": f"{NAMES[code]} {mark}" for code in codes}
    officer.press("form button", **words)
    assert page.locator("main [aria-invalid=true]").count() == len(codes), "a title without its text"
    page.locator(f"main [name=where][value='{area}']").check()
    officer.press("form button", **{f"words-{code}": f"{NAMES[code]}." for code in codes})
    assert reaches in officer.text
    address = page.url
    assert page.locator("main form[action$='/send/']").count() == 0, "nobody sends alone what they wrote"
    officer.press("form[action$='/propose/'] button")
    supervisor.goto(address)
    assert f"{NAMES['en']} {mark}" in supervisor.text
    supervisor.press("form[action$='/send/'] button")
    assert supervisor.page.locator("main form[action$='/send/']").count() == 0


def titles(walk: Walk) -> list[str]:
    """The names of the fields in which the notice's title is written, one a language."""
    fields = walk.page.locator("main form [name^=title_]").all()
    return [str(field.get_attribute("name")) for field in fields]
