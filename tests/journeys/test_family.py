"""A family renews its passports in one application: a file for each, one appointment for all, a decision on each;
without script and without a cookie."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import pytest
from PIL import Image

from tests.journeys.conftest import Desk, Visit
from tests.journeys.people import NUMBER, SECRET, fill, newest_mail
from tests.journeys.test_application import AT_LONDON, ON
from tests.journeys.walk import LOCALES, Walk
from tests.running import Running

pytestmark = pytest.mark.browser
LANGUAGE = "zh-hant"
SPOUSE = {"member__name": "林美玲", "member__born_year": "1986", "member__relation": "spouse"}
CHILD = {"member__name": "王小小", "member__born_year": "2019", "member__relation": "child"}
BORN = {"member__born_day": "1", "member__born_month": "2"}


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, Path]:
    """A picture of each, under a name of its own."""
    found = {}
    for name in ("父", "母", "子"):
        found[name] = tmp_path / f"{name}-{token_hex(3)}.jpg"
        Image.effect_noise((600, 800), 40).convert("RGB").save(found[name])
    return found


def test_a_family_from_the_first_question_to_a_decision_on_each(
    running: Running, visit: Visit, desk: Desk, photos: dict[str, Path]
) -> None:
    address = f"family.{token_hex(4)}@example.org"
    page = visit(f"/{LANGUAGE}/{AT_LONDON}", script=False, locale=LOCALES[LANGUAGE], width=390)
    walk = Walk(page, LANGUAGE, script=False)
    begin(walk, address)
    people(walk, photos)
    send(walk, photos)
    number, secret = confirm(running, walk, address)
    walk.goto(f"/{LANGUAGE}/cases/")
    walk.press("form button", number=number, secret=secret)
    case = page.url
    officer, supervisor = Walk(desk("case officer"), "en", False), Walk(desk("supervisor"), "en", False)
    officer.goto(f"/staff/cases/{number}/")
    officer.press("form[action$='/assign/'] button")
    for name in ("王小明", "林美玲", "王小小"):
        assert name in officer.text
    files = officer.page.locator("main [aria-labelledby=application] ul li")
    assert files.count() == 3, "a file of each"
    assert len({name.partition("\n")[0] for name in files.all_inner_texts()}) == 3, "and whose it is"
    narrow(officer)
    pay(walk, officer, case, number)
    book(walk, officer, case, number)
    decide(walk, officer, supervisor, case, number)
    assert page.context.cookies() == []


def begin(walk: Walk, address: str) -> None:
    """Eligible, with the family, and to be collected; the family's page wants somebody."""
    walk.press("form button", **{"has-passport": "yes"})
    walk.press("form button", condition="ending")
    walk.press(".task-list a")
    born = {"born_day": "2", "born_month": "3", "born_year": "1985"}
    answers = {"residence": "GB", "email": address, "with-family": "yes"}
    walk.press(ON, full__name="王小明", **born, **answers)
    walk.press(ON, **{"passport-number": "300000001", "delivery": "collect"})
    assert "/family/" in walk.page.url
    walk.press(ON)
    assert walk.page.locator(".error-summary a").count() == 1, "nobody was added"


def people(walk: Walk, photos: dict[str, Path]) -> None:
    """Two people are added, each with a photo of their own; one is added by mistake and removed."""
    add(walk, "consent", photos["母"], **SPOUSE, member__passport="300000002")
    add(walk, "guardian", photos["子"], **CHILD, member__passport="300000003")
    walk.press("button[name=next][value=add]")
    walk.press(ON, member__name="放錯人")
    assert walk.page.locator(".error-summary a").count() > 1
    listed = walk.page.url.partition("/family/")[0] + "/family/"
    walk.goto(listed)
    assert walk.page.locator("main section h2 .tag.warn").count() == 1, "what is unfinished says so"
    walk.page.locator("main section:has(.tag.warn) button[name=remove]").click()
    walk.look()
    assert "放錯人" in walk.text, "it is asked first, and said what goes"
    walk.press("form button[name=remove]")
    assert "放錯人" not in walk.text
    assert walk.page.locator("main button[name=remove]").count() == 2


def add(walk: Walk, statement: str, photo: Path, **person: str) -> None:
    """A mistake loses neither answers nor the photo; who is grown up consents, for a child somebody signs."""
    walk.press("button[name=next][value=add]")
    walk.page.set_input_files("main [name='member-photo']", photo)
    walk.press(ON, **{**person, "member__passport": "12"}, **BORN)
    assert walk.page.locator("main [name='member-passport'][aria-invalid=true]").count() == 1
    assert walk.page.input_value("main [name='member-name']") == person["member__name"]
    assert photo.name in walk.text, "the file is kept"
    if not walk.page.locator(f"main [name='{statement}']").count():
        walk.press(ON, member__passport=person["member__passport"])
    other = {"consent": "guardian", "guardian": "consent"}[statement]
    assert walk.page.locator(f"main [name='{other}']").count() == 0
    walk.press(ON, **{statement: "on", "member__passport": person["member__passport"]})
    assert walk.page.url.partition("#")[0].endswith("/family/")
    assert person["member__name"] in walk.text
    assert photo.name in walk.text


def send(walk: Walk, photos: dict[str, Path]) -> None:
    """The rest of the form; what is checked shows each person with their file, and three fees."""
    walk.press(ON)
    walk.page.set_input_files("main [name=photo]", photos["父"])
    walk.press(ON, true="on")
    for shown in ("王小明", "林美玲", "王小小", "111", *(path.name for path in photos.values())):
        assert shown in walk.text
    walk.press("form button")


def confirm(running: Running, walk: Walk, address: str) -> tuple[str, str]:
    """Nobody has shown yet that the address is theirs: the link in the mail opens the case."""
    assert SECRET.search(walk.text) is None
    walk.goto(newest_mail(running, address).links[0])
    walk.press("form button")
    number, secret = NUMBER.search(walk.text), SECRET.search(walk.text)
    assert number is not None
    assert secret is not None
    return number[0], secret[0]


def narrow(officer: Walk) -> None:
    """Everything that can be done with the case fits a telephone, also the answers of each person to correct."""
    page = officer.page
    page.set_viewport_size({"width": 390, "height": 900})
    page.locator("main details").evaluate_all("all => all.forEach(one => one.open = true)")
    officer.look()
    page.set_viewport_size({"width": 1280, "height": 900})
    officer.goto(page.url)


def pay(walk: Walk, officer: Walk, case: str, number: str) -> None:
    """Three fees in one, at the counter."""
    walk.goto(case)
    walk.press("a[href*='/fees/']")
    assert "111" in walk.text
    officer.page.locator("main details:has(form[action$='/paid/']) summary").click()
    officer.press("form[action$='/paid/'] button", receipt=f"FAM-{number}")
    walk.goto(walk.page.url)
    assert f"FAM-{number}" in walk.text


def book(walk: Walk, officer: Walk, case: str, number: str) -> None:
    """One time for all three, whom the desk expects; then another, and the first is free again."""
    walk.goto(case)
    walk.press("a[href*='/appointments/']")
    page = walk.page
    assert page.input_value("main [name=people]") == "3", "as many as apply"
    walk.press("form[method=get] button", people="5")
    assert page.locator("main .times button").count() == 0, "a time has room for four"
    walk.press("form[method=get] button", people="3")
    walk.press(".times button")
    first = when(walk)
    assert expected(officer, first, number) == "3 of 4"
    page.locator("main .times button").nth(1).click()
    walk.look()
    second = when(walk)
    assert second != first
    assert expected(officer, second, number) == "3 of 4"
    assert expected(officer, first, number) == ""


def when(walk: Walk) -> str:
    """The moment of the appointment that the page shows."""
    found = walk.page.get_attribute("main .panel-number time", "datetime")
    assert found is not None
    return found


def expected(officer: Walk, moment: str, number: str) -> str:
    """How many of how many places are taken where the desk expects this case; empty where it does not."""
    officer.goto(f"/staff/appointments/london/?day={moment[:10]}")
    for row in officer.page.locator("main tbody tr").all():
        if number in row.inner_text() and moment[11:16] in row.locator("th").inner_text():
            return row.locator("td").first.inner_text().strip()
    return ""


def decide(walk: Walk, officer: Walk, supervisor: Walk, case: str, number: str) -> None:
    """Each is decided on; the decision names each; a refusal without its reasons is refused itself."""
    desk = f"/staff/cases/{number}/"
    officer.goto(desk)
    officer.press(f"a[href='{desk}people/']")
    outcomes = {"outcome__0": "granted", "outcome__1": "refused", "outcome__2": "granted"}
    officer.press("form button", **outcomes)
    assert officer.page.locator("main [aria-invalid=true]").count() == 1
    officer.press("form button", words__reasons__1="照片太舊。")
    fill(officer.page, outcome="partly", words__reply="請三位一起來領。")
    officer.press("form[action$='/reply/'] button")
    supervisor.goto(desk)
    supervisor.press("form[action$='/approve/'] button")
    walk.goto(case)
    for shown in ("請三位一起來領。", "林美玲", "照片太舊。"):
        assert shown in walk.text
    assert walk.page.locator("#people ~ ul .tag.ok").count() == 2
    assert walk.page.locator("#people ~ ul .tag.danger").count() == 1
