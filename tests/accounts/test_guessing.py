"""Guessing at passwords and codes: counted exactly, and the owner is never locked out by others."""

from __future__ import annotations

import datetime as dt
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from unittest import mock

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from legation.accounts import devices, guessing
from legation.accounts.limits import tasks
from legation.accounts.limits.models import Attempts
from legation.accounts.limits.services import COUNT, Limit
from legation.accounts.models import User
from legation.defence.detection.tasks import watch_guessing
from legation.defence.incidents.models import Incident
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from tests.accounts.journeys import LOGIN, PASSWORD, code, sign_in, token
from tests.conftest import TOTP_SECRET

pytestmark = pytest.mark.django_db
WRONG = "not-the-password-1"


@pytest.fixture
def owner(member: User) -> User:
    member.set_password(PASSWORD)
    member.save()
    return member


def from_network(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def guess(client: Client, email: str, times: int, password: str = WRONG) -> list[int]:
    fields = token(client, LOGIN)
    data = {"login": email, "password": password, **fields}
    return [client.post(LOGIN, data).status_code for _time in range(times)]


def test_ten_guesses_from_one_network_and_no_more(owner: User) -> None:
    attacker = from_network("2001:db8:1:1::66")
    found = [guess(attacker, f"person{number}@example.org", 1)[0] for number in range(12)]
    assert found == [422] * 10 + [429] * 2
    neighbour = from_network("2001:db8:1:1:ffff::1")
    answer = sign_in(neighbour, owner.email)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Wait five minutes" in answer.content.decode()
    assert sign_in(from_network("2001:db8:1:2::1"), owner.email)["Location"] == "/en/account/"
    with clock.at(clock.now() + dt.timedelta(minutes=6)):
        assert sign_in(neighbour, owner.email)["Location"] == "/en/account/"


@pytest.mark.parametrize("email", ["member@example.org", "nobody@example.org"])
def test_ten_guesses_at_one_account_from_many_networks(owner: User, email: str) -> None:
    found = [guess(from_network(f"192.0.2.{last}"), email, 1)[0] for last in range(1, 13)]
    assert found == [422] * 10 + [429] * 2, "the same whether there is an account or not"


def test_an_attacker_locks_no_owner_out(owner: User) -> None:
    home = from_network("198.51.100.7")
    assert sign_in(home, owner.email)["Location"] == "/en/account/"
    home.post("/en/account/logout/", token(home, "/en/account/logout/"))
    for last in range(1, 14):
        guess(from_network(f"192.0.2.{last}"), owner.email, 1)
    guess(from_network("198.51.100.7"), "another@example.org", 12)
    assert sign_in(from_network("203.0.113.1"), owner.email).status_code == 429
    assert sign_in(home, owner.email)["Location"] == "/en/account/"


def test_a_stolen_browser_does_not_guess_for_ever(owner: User) -> None:
    thief = from_network("198.51.100.7")
    sign_in(thief, owner.email)
    thief.post("/en/account/logout/", token(thief, "/en/account/logout/"))
    assert guess(thief, owner.email, 12) == [422] * 10 + [429] * 2
    assert guess(thief, "other@example.org", 1) == [422], "known for one account only"


def test_a_made_up_or_foreign_cookie_makes_no_browser_known(owner: User) -> None:
    client = from_network("192.0.2.1")
    client.cookies[devices.COOKIE] = "e30:1w:forged"
    assert guess(client, owner.email, 11)[-1] == 429


def test_a_shared_computer_is_not_remembered(owner: User) -> None:
    client = Client()
    sign_in(client, owner.email, shared="on")
    assert devices.COOKIE not in client.cookies
    client = Client()
    sign_in(client, owner.email)
    cookie = client.cookies[devices.COOKIE]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert owner.email not in cookie.value


def test_a_new_browser_is_told_of_by_mail(owner: User) -> None:
    title = "Signed in from a new browser"
    first = Client()
    sign_in(first, owner.email)
    assert not OutgoingMail.objects.filter(title=title).exists(), "the very first sign-in is no news"
    first.post("/en/account/logout/", token(first, "/en/account/logout/"))
    sign_in(first, owner.email)
    assert not OutgoingMail.objects.filter(title=title).exists()
    sign_in(Client(), owner.email)
    assert OutgoingMail.objects.get(title=title).subject == owner.subject


def test_a_browser_from_before_a_new_password_is_told_of_once(owner: User) -> None:
    """It may be that of somebody who knew the former one, and learns the new one too."""
    title, new = "Signed in from a new browser", "Lantern-orchard-88"
    theirs, mine = Client(), Client()
    sign_in(theirs, owner.email)
    sign_in(mine, owner.email)
    OutgoingMail.objects.all().delete()
    place = "/en/account/password/change/"
    changed = {"oldpassword": PASSWORD, "password1": new, "password2": new, **token(mine, place)}
    assert mine.post(place, changed).status_code == 302
    for _time in range(2):
        assert sign_in(theirs, owner.email, new)["Location"] == "/en/account/"
        theirs.post("/en/account/logout/", token(theirs, "/en/account/logout/"))
    mail = OutgoingMail.objects.get(title=title)
    assert "first time since its password was changed" in deliver(mail, ["text"])["text"]


def test_codes_cannot_be_guessed_either(owner: User) -> None:
    TOTP.activate(owner, TOTP_SECRET)
    client = from_network("192.0.2.9")
    place = str(sign_in(client, owner.email)["Location"])
    fields = token(client, place)
    found = [client.post(place, {"code": "000000", **fields}).status_code for _time in range(12)]
    assert found == [422] * 10 + [429] * 2
    late = client.post(place, {"code": code(TOTP_SECRET), **fields})
    assert late.status_code == 429, "also the right one waits"


def test_the_present_password_cannot_be_guessed_by_who_finds_the_browser_open(owner: User) -> None:
    client = Client()
    sign_in(client, owner.email)
    place = "/en/account/reauthenticate/"
    found = [
        client.post(place, {"password": WRONG, **token(client, place)}).status_code for _time in range(12)
    ]
    assert found == [422] * 10 + [429] * 2


def test_mail_that_nobody_asked_for_stops(owner: User) -> None:
    place = "/en/account/password/reset/"
    for last in range(8):
        client = from_network(f"192.0.2.{last}")
        answer = client.post(place, {"email": owner.email, **token(client, place)})
        assert answer.status_code == 302, "the answer stays the same"
    assert OutgoingMail.objects.count() == 5


def test_an_attack_from_everywhere_alarms_and_slows_down(owner: User) -> None:
    with mock.patch.object(guessing, "EVERYWHERE", Limit("everywhere in a test", 5, 60)):
        for last in range(1, 8):
            guess(from_network(f"192.0.2.{last}"), f"person{last}@example.org", 1)
        assert watch_guessing() is True
        assert watch_guessing() is False, "one incident for one attack"
        assert Incident.objects.filter(summary__startswith="Passwords are guessed").count() == 1
        slow = from_network("198.51.100.9")
        found = [guess(slow, f"someone{number}@example.org", 1)[0] for number in range(5)]
        assert found == [422] * 3 + [429] * 2
        assert sign_in(from_network("203.0.113.5"), owner.email)["Location"] == "/en/account/"


def test_nothing_readable_is_kept_of_who_tried(owner: User) -> None:
    guess(from_network("192.0.2.77"), owner.email, 1)
    kept = " ".join(Attempts.objects.values_list("who", flat=True))
    assert kept
    assert "192.0.2" not in kept
    assert "member" not in kept
    with clock.at(clock.now() + dt.timedelta(hours=2)):
        tasks.forget()
    assert not Attempts.objects.exists()


def test_attempts_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    """The statement itself, against a database file that many write to."""
    columns = "who TEXT PRIMARY KEY, count INTEGER, ends_at INTEGER"
    path = tmp_path / "counts.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(f"PRAGMA journal_mode=WAL; CREATE TABLE limits_attempts ({columns});")

    def one(_number: int) -> int:
        with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as own:
            found: tuple[int] = own.execute(COUNT.replace("%s", "?"), ["everybody", 300, 0, 0]).fetchone()
        return found[0]

    with ThreadPoolExecutor(8) as pool:
        counts = sorted(pool.map(one, range(200)))
    assert counts == list(range(1, 201))
