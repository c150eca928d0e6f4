"""Registering a stay abroad, changing it, leaving, and what is left of it: nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.translation import override

from legation.accounts.models import User
from legation.casework.registration import links
from legation.casework.registration.models import KEPT, RENEWAL, Area, Registration, Stay
from legation.casework.registration.services import registering
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from tests.accessibility import assert_valid_html
from tests.casework.registration.conftest import entry, registered
from tests.casework.writing import form_of, hidden, mails

pytestmark = pytest.mark.django_db

STAY = {
    "stay": "travel",
    "area": "scotland",
    "place": "1 Secret Street",
    "name": "王小明 <b>",
    "email": "abroad@example.org",
    "phone": "+44 7700 900123",
    "companions": "林美玲, 1990\n\n王小小, 2019",
    "contact": "",
    "languages": ["en", "zh-hant"],
    "statement": "on",
}


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db: None) -> None:
    cache.clear()


def days(begins: dt.date, ends: dt.date | None) -> dict[str, str]:
    found = {}
    for name, day in (("begins_on", begins), ("ends_on", ends)):
        for part in ("day", "month", "year"):
            found[f"{name}_{part}"] = str(getattr(day, part)) if day else ""
    return found


def stay(**changes: object) -> dict[str, object]:
    today = clock.today()
    return {**STAY, **days(today, today + dt.timedelta(days=10)), **changes}


def send(client: Client, path: str, status: int = 302, **changes: object) -> str:
    answer = client.post(path, {**form_of(client, path), **stay(**changes)})
    assert answer.status_code == status, answer.content.decode()
    return answer.headers["Location"] if status == 302 else answer.content.decode()


def last_link() -> str:
    return re.sub(r"^https?://[^/]+", "", re.findall(r"https?://\S+", mails()[-1]["text"])[0])


def press(client: Client, path: str, to: str = "", **values: str) -> str:
    page = client.get(path).content.decode()
    assert_valid_html(page)
    answer = client.post(to or path, {"form_token": hidden(page, "form_token"), **values})
    assert answer.status_code in (200, 302), answer.content.decode()
    if answer.status_code == 302:
        return re.sub(r"^https?://[^/]+", "", answer.headers["Location"])
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_guest_registers_changes_and_leaves(client: Client, scotland: Area, language: str) -> None:
    start = client.get(f"/{language}/registration/").content.decode()
    assert_valid_html(start)
    form = client.get(f"/{language}/registration/", {"country": "GB"}).headers["Location"]
    assert form == f"/{language}/registration/in/gb/"
    assert_valid_html(client.get(form).content.decode())
    assert send(client, form) == f"/{language}/registration/sent/"
    row = Registration.objects.get()
    assert (row.party, row.area, row.language) == (3, scotland, language)
    assert not Registration.objects.there().exists(), "counts only once it is confirmed"
    mine = press(client, last_link())
    page = client.get(mine).content.decode()
    assert_valid_html(page)
    assert "王小明 &lt;b&gt;" in page
    assert Registration.objects.there().count() == 1
    edit = f"{mine}edit/"
    assert "1 Secret Street" in client.get(edit).content.decode()
    changes = {
        **stay(place="2 Other Road", country="GB"),
        "form_token": hidden(client.get(edit).content.decode(), "form_token"),
    }
    assert client.post(edit, changes).status_code == 302
    assert "2 Other Road" in client.get(mine).content.decode()
    left = press(client, mine, f"{mine}leave/")
    assert_valid_html(left)
    assert not Registration.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert client.get(mine).status_code == 404
    assert not client.cookies


def test_nothing_of_the_person_lies_open(scotland: Area) -> None:
    registered(area=scotland)
    with connection.cursor() as cursor:
        cursor.execute("select * from registration_registration")
        row = " ".join(
            bytes(value).decode("utf-8", "replace") if isinstance(value, memoryview | bytes) else str(value)
            for value in cursor.fetchone()
        )
    for secret in ("王小明", "abroad", "900123", "Secret Street", "林美玲", "Mother"):
        assert secret not in row


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends_on_day": "", "ends_on_month": "", "ends_on_year": ""}, "Enter the day on which you leave."),
        (days(clock.today(), clock.today() - dt.timedelta(days=2)), "The last day is before the first."),
        ({"begins_on_month": "13"}, "Enter a real date"),
        ({"email": "nobody"}, "Enter an e-mail address such as"),
        ({"phone": "x"}, "This is no telephone number"),
        ({"companions": "\n".join(["one"] * 21)}, "Name at most 20 people"),
        ({"name": "a\u202eb"}, "Remove the invisible signs"),
        ({"name": "a\0b"}, "Null characters are not allowed"),
        ({"languages": ["tlh"]}, "tlh"),
        ({"area": "../etc"}, "Select a valid choice"),
        ({"statement": ""}, "You cannot go on without confirming this."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, scotland: Area, wrong: dict[str, object], sentence: str
) -> None:
    page = send(client, "/en/registration/in/gb/", 422, **wrong)
    assert sentence in page
    assert "1 Secret Street" in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize("path", ["in/xx/", "in/g/", "mine/forged/", "confirm/forged/", "answer/forged/"])
def test_what_leads_nowhere_says_so(client: Client, london: Office, path: str) -> None:
    assert client.get(f"/en/registration/{path}").status_code == 404


def test_nobody_registers_at_home(client: Client, london: Office) -> None:
    page = client.get("/en/registration/in/tw/")
    assert page.status_code == 200
    assert "You need not register" in page.content.decode()


def test_the_same_form_twice_is_one_registration(client: Client, scotland: Area) -> None:
    path = "/en/registration/in/gb/"
    fields = {**form_of(client, path), **stay()}
    assert [client.post(path, fields).status_code for _time in range(2)] == [302, 302]
    assert Registration.objects.count() == 1
    assert len(mails()) == 1
    client.post(path, {**fields, "email": "corrected@example.org"})
    assert mails()[-1]["recipient"] == "corrected@example.org", "who mistyped the address goes back"


def test_a_member_registers_at_once_and_finds_it_in_the_account(
    client: Client, scotland: Area, member: User
) -> None:
    client.force_login(member)
    mine = send(client, "/en/registration/in/gb/", email="Member@example.org")
    assert "/registration/mine/" in mine
    row = Registration.objects.get()
    assert row.member == member
    assert row.confirmed_at
    assert "United Kingdom" in client.get("/en/account/registrations/").content.decode()


def test_a_member_with_another_address_has_to_confirm_it(
    client: Client, scotland: Area, member: User
) -> None:
    client.force_login(member)
    assert send(client, "/en/registration/in/gb/", email="victim@example.org") == "/en/registration/sent/"
    assert Registration.objects.get().member is None


def test_a_new_address_counts_once_it_is_confirmed(client: Client, scotland: Area) -> None:
    row = registered()
    with override("en"):
        registering.change(row, entry(email="new@example.org"))
    assert mails()[-1]["recipient"] == "new@example.org"
    row.refresh_from_db()
    assert deliver(row, ["email"])["email"] == "abroad.1@example.org"
    press(client, last_link())
    row.refresh_from_db()
    assert deliver(row, ["email"])["email"] == "new@example.org"


def test_the_link_is_sent_again_and_tells_nobody_who_is_registered(client: Client, scotland: Area) -> None:
    registered()
    before = len(mails())
    for address in ("abroad.1@example.org", "nobody@example.org"):
        assert press(client, "/en/registration/link/", email=address) == "/en/registration/link/sent/"
    assert len(mails()) == before + 1
    assert client.get(last_link()).status_code == 200


def test_a_link_opens_its_own_registration_only(client: Client, scotland: Area) -> None:
    first, second = registered(1), registered(2)
    token = links.signed(first, "mine")
    assert links.opened(token, "answer") is None
    assert links.opened(token, "confirm") is None
    Registration.objects.filter(pk=first.pk).update(secret=second.secret[::-1])
    assert links.opened(token, "mine") is None


def test_who_is_not_safe_to_contact_is_sent_nothing(client: Client, scotland: Area) -> None:
    row = registered()
    mine = links.mine(row).replace("https://localhost:8443", "")
    press(client, mine, f"{mine}unsafe/")
    assert not Registration.objects.there().reachable().exists()
    assert "not safe to contact" in client.get(mine).content.decode()
    press(client, mine, f"{mine}safe/")
    assert Registration.objects.there().reachable().exists()


def test_a_stay_vanishes_with_its_key_after_its_days(scotland: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    row, stays = registered(1), registered(2, ends_on=clock.today() + dt.timedelta(days=90))
    subject = row.subject
    day = row.valid_until + KEPT
    monkeypatch.setattr(clock, "today", lambda: day)
    assert registering.expire() == 0
    monkeypatch.setattr(clock, "today", lambda: day + dt.timedelta(days=1))
    assert registering.expire() == 1
    assert list(Registration.objects.all()) == [stays]
    subject.refresh_from_db()
    assert subject.erased_at
    assert not OutgoingMail.objects.filter(subject=subject).exists()


def test_what_nobody_confirms_vanishes_after_a_week(scotland: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    registering.register(entry(), submission="never confirmed")
    later = clock.now() + dt.timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert registering.expire() == 1
    assert not Registration.objects.exists()


def test_who_lives_there_is_asked_twice_a_year(scotland: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    row = registered(stay=Stay.LIVING, ends_on=None)
    assert row.valid_until == clock.today() + RENEWAL
    assert registering.remind() == 0
    near = clock.today() + RENEWAL - dt.timedelta(days=10)
    monkeypatch.setattr(clock, "today", lambda: near)
    assert registering.remind() == 1
    assert registering.remind() == 0
    assert mails()[-1]["title"] == "Are you still abroad?"
    registering.still_there(row)
    row.refresh_from_db()
    assert row.valid_until == near + RENEWAL
    assert row.reminded_at is None


def test_the_help_pages_lead_to_it(client: Client, london: Office) -> None:
    assert 'href="/en/registration/"' in client.get("/en/help/").content.decode()
    assert 'href="/en/registration/in/gb/"' in client.get("/en/help/in/gb/").content.decode()
