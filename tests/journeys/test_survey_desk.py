"""The survey desk: a survey is composed, approved by another, sent to a list, answered, read, judged, made
public and taken away, in three languages, with script and without."""

from __future__ import annotations

import csv
import datetime as dt
import io
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FilePayload, Locator

from legation.kernel import clock
from tests.accessibility import assert_valid_html
from tests.journeys.conftest import Desk
from tests.journeys.inside import ANSWERS, put
from tests.journeys.people import fill, newest_mail
from tests.journeys.walk import LOCALES, WAYS, Walk
from tests.running import Running

pytestmark = pytest.mark.browser

# Who prepares it, who approves it and does the rest, and whose survey it is. The ministry's has all languages.
PEOPLE = {
    "en": ("editor", "publisher", "london"),
    "zh-hant": ("editor", "publisher", "london"),
    "ar": ("administrator", "duty publisher", "-"),
}
TEXTS = {
    "en": "Ask for Mr Example next time.",
    "zh-hant": "下次請找 Mr Example 辦理。",
    "ar": "اسألوا عن Mr Example في المرة القادمة.",
}
CROWD = 60
OWN: dict[str, Any] = {"came-for": "visa", "waited": "7"}


@dataclass
class Looked(Walk):
    """A walk on which every page fits two telephones, and is kept for the checker of HTML."""

    seen: list[str] = field(default_factory=list)

    def look(self) -> None:
        for width in (320, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{self.page.url} is {wide} px too wide at {width}"
        if self.language != "zh-hant":  # there it is looked at as on a telephone
            self.page.set_viewport_size({"width": 1280, "height": 900})
        super().look()
        self.seen.append(self.page.content())

    def open_all(self) -> None:
        """Unfold what is folded up."""
        self.page.locator("main details").evaluate_all("parts => parts.forEach(part => { part.open = true })")


Begin = Callable[[str], Looked]


@pytest.fixture
def way(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def begin(way: tuple[str, bool], browser: Browser, running: Running, desk: Desk) -> Iterator[Begin]:
    """`begin("editor")` is a walk of that account, `begin("")` that of a visitor."""
    language, script = way
    with ExitStack() as opened:

        def one(role: str) -> Looked:
            context = browser.new_context(
                base_url=running.origin,
                ignore_https_errors=True,
                java_script_enabled=script,
                locale=LOCALES[language],
                storage_state=desk(role).context.storage_state() if role else None,
                extra_http_headers={} if role else {"X-Forwarded-For": f"10.9.{secrets.randbelow(250)}.7"},
            )
            opened.callback(context.close)
            context.set_default_timeout(30_000)
            return Looked(context.new_page(), language, script)

        yield one


def answers() -> list[dict[str, Any]]:
    """What the crowd answers: two equal halves, who waited and were served differently, and a few others."""
    found = []
    for number in range(CROWD - 1):
        half = number % 2
        found.append(
            {
                "came-for": ("passport", "visa")[half],
                "waited": (25, 55)[half],
                "parts": {"people": ("good", "fair")[half], "room": "poor" if number < 3 else "good"},
                "order": ["short", "hours", "online", "language"],
                "likely": (10, 3)[half],
            }
        )
    return found


def prepare(walk: Looked, office: str, slug: str) -> None:
    """From a template to asking for the second person."""
    walk.goto("/staff/surveys/")
    walk.press("a[href$='/surveys/new/']")
    walk.press("form button", start="counter", office=office, slug=slug)
    assert walk.page.locator("main li").count() >= 1  # what stands against it
    walk.press("a[href$='/settings/']")
    closes = clock.today() + dt.timedelta(days=30)
    date = {f"closes_on_{part}": str(getattr(closes, part)) for part in ("year", "month", "day")}
    fill(walk.page, public_results="on")
    walk.press("form button", access="tokens", **date)
    walk.press("a[href*='/preview/']")
    walk.goto(f"/staff/surveys/{slug}/preview/{walk.language}/")
    for kind in (".matrix", "[name=order_short]", "[name=likely]", "[name=waited]", "textarea"):
        assert walk.page.locator(f"main {kind}").count() >= 1, kind
    walk.goto(f"/staff/surveys/{slug}/manage/")
    walk.press("form[action$='/submit/'] button")
    assert walk.page.locator("main form[action$='/approve/']").count() == 0


def invite(walk: Looked, slug: str, guest: str) -> None:
    """A list of people, the guest first."""
    language = walk.language
    people = [guest, *(f"crowd.{number}.{slug}@example.com" for number in range(CROWD - 1))]
    table = "\n".join(f"{person},{language}," for person in people)
    walk.goto(f"/staff/surveys/{slug}/people/")
    upload: FilePayload = {"name": "list.csv", "mimeType": "text/csv", "buffer": table.encode()}
    walk.page.set_input_files("main input[type=file]", upload)
    answers = {"words-title": "Guests", "words-purpose": "You came to our counter."}
    walk.press("form[enctype] button", **answers)
    assert str(CROWD) in walk.page.locator("main .summary-list").inner_text()


def answer(walk: Looked, link: str, words: str) -> None:
    """The guest answers in the browser; this journey has its own tests, so no page is looked at."""
    walk.page.goto(link)
    walk.hurry("button[value=on]", **OWN, parts_people="good")
    order = {
        f"order_{part}": str(place) for place, part in enumerate(("hours", "short", "online", "language"), 1)
    }
    fill(walk.page, likely="9", **order)
    walk.hurry("button[value=check]", **{"words-words": words})
    walk.hurry("button[value=send]")
    assert walk.page.locator(".error-summary").count() == 0


def read(walk: Looked, slug: str) -> None:
    """Charts, a filter and a cross-table."""
    walk.goto(f"/staff/surveys/{slug}/")
    page = walk.page
    walk.open_all()
    charts = page.locator("main figure.chart")
    assert charts.count() >= 7
    for chart in charts.all():
        assert_read_out(chart)
    walk.look()
    fill(page, rows="came-for", columns="parts.people")
    page.locator("main [name=only-came-for][value=visa]").check()
    walk.press("form[method=get] button")
    assert "only-came-for=visa" in page.url
    walk.open_all()
    assert row_of(walk, "#result-came-for", 1)[0] == "30"


def assert_read_out(chart: Locator) -> None:
    """A screen reader says what the chart is about, what it shows, and then comes to its table."""
    title = chart.locator("svg > title").text_content()
    assert title
    assert title.endswith(chart.locator("figcaption").text_content() or "")
    heard = chart.aria_snapshot()
    drawing, table = heard.index(f'- img "{title}"'), heard.index(f'- table "{title}"')
    assert drawing < heard.index("- group", drawing) < table
    figures = [row.locator("td").first.text_content() for row in chart.locator("tbody tr").all()]
    told = chart.locator("svg > desc").text_content() or ""
    assert [part.rpartition(": ")[2] for part in told.split("; ")] == figures


def row_of(walk: Looked, chart: str, place: int) -> list[str]:
    """The figures of one line of a chart's table."""
    row = walk.page.locator(f"{chart} tbody tr").nth(place)
    return [cell.inner_text() for cell in row.locator("td").all()]


def judge(walk: Looked, slug: str, words: str) -> None:
    """The one text that waits: a name is blacked out, the rest is made public."""
    walk.goto(f"/staff/surveys/{slug}/texts/")
    walk.press("form button[name=which]")
    page = walk.page
    assert words in page.locator("blockquote").first.inner_text()
    page.locator("main input[value=shown]").first.check()
    page.locator("main textarea").first.fill("Mr Example")
    walk.press("form[action$='/judge/'] button")
    walk.press("form[action$='/public/'] button")
    assert page.locator("main ul li time").count() == 1


def take_away(walk: Looked, slug: str) -> list[dict[str, str]]:
    """The export as a spreadsheet, with the texts that stand."""
    walk.goto(f"/staff/surveys/{slug}/export/")
    fill(walk.page, purpose="report", kind="csv", texts="shown")
    with walk.page.expect_download() as coming:
        walk.page.locator("main form button").click()
    path = Path(coming.value.path())
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def withdraw(walk: Looked, slug: str) -> None:
    """Away from the public, so that the site is as it was found."""
    walk.goto(f"/staff/surveys/{slug}/manage/")
    walk.open_all()
    walk.page.locator("form[action$='/withdraw/'] textarea").fill("It was a trial.")
    walk.press("form[action$='/withdraw/'] button")
    assert "It was a trial." in walk.text


@pytest.mark.parametrize("way", WAYS, indirect=True)
def test_from_a_template_to_public_results(way: tuple[str, bool], begin: Begin, running: Running) -> None:
    language, script = way
    author, second, office = PEOPLE[language]
    slug = f"desk-{language}-{'on' if script else 'off'}-{secrets.token_hex(2)}"
    guest, words = f"guest.{slug}@example.com", TEXTS[language]
    editor, publisher, visitor = begin(author), begin(second), begin("")

    prepare(editor, office, slug)
    assert visitor.page.goto(f"/{language}/surveys/{slug}/").status == 404  # type: ignore[union-attr]  # answered
    publisher.goto(f"/staff/surveys/{slug}/manage/")
    publisher.press("form[action$='/approve/'] button")
    invite(editor, slug, guest)
    publisher.goto(editor.page.url)
    publisher.press("form[action$='/send/'] button")
    mail = newest_mail(running, guest)
    answer(visitor, next(link for link in mail.links if "/with/" in link), words)
    found = put(running, ANSWERS, survey=slug, answers=answers())["answers"]
    assert found == {"took": ["taken"], "settled": CROWD, "published": CROWD}

    read(publisher, slug)
    judge(publisher, slug, words)
    lines = take_away(publisher, slug)
    assert len(lines) == CROWD + 1  # the text stands on a line of its own
    assert [text for line in lines for text in line.values() if "████" in text] == [
        words.replace("Mr Example", "████")
    ]

    visitor.goto(f"/{language}/surveys/{slug}/results/")
    assert words.replace("Mr Example", "████") in visitor.text
    assert "Mr Example" not in visitor.page.content()
    visitor.open_all()
    assert row_of(visitor, "#result-came-for", 1)[0] == "30"
    hidden = row_of(visitor, "#result-parts--room", 2)
    assert not any(sign.isdigit() for cell in hidden for sign in cell)
    assert visitor.page.context.cookies() == []
    withdraw(publisher, slug)
    assert visitor.page.goto(visitor.page.url).status == 404  # type: ignore[union-attr]  # answered
    if language != "zh-hant" and not script:
        assert_valid_html(*editor.seen, *publisher.seen, *visitor.seen)
