"""What somebody tries who wants into another's account, or to learn who has one."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from legation.accounts.models import User
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from tests.accounts.journeys import (
    LOGIN,
    PASSWORD,
    code,
    confirm,
    last_link,
    last_mail,
    register,
    sign_in,
    token,
)
from tests.conftest import TOTP_SECRET, make_person

pytestmark = pytest.mark.django_db
ADDRESS = "/en/account/email/"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "https:evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "/en/\r\nLocation: https://evil.example/",
    "http://[::1",
]


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def owner(member: User) -> User:
    member.set_password(PASSWORD)
    member.save()
    return member


def prove(client: Client, password: str) -> None:
    """Show that it is you, as before any act that matters."""
    place = "/en/account/reauthenticate/"
    assert client.post(place, {"password": password, **token(client, place)}).status_code == 302


def ours(location: str) -> bool:
    """Whether a browser stays on this website: the place begins with one slash and no second one, however
    written, and no line ends in it."""
    return re.fullmatch(r"/(?![/\\\\])[^\r\n]*", location) is not None


@pytest.mark.parametrize("place", ELSEWHERE)
def test_no_sign_in_leads_to_another_website(owner: User, place: str) -> None:
    client = Client()
    asked = f"{LOGIN}?next={quote(place)}"
    given = {"login": owner.email, "password": PASSWORD, **token(client, asked)}
    assert ours(client.post(asked, {**given, "next": ["/en/account/", place]})["Location"])
    client.logout()
    again = {**given, **token(client, LOGIN), "next": place}
    assert ours(client.post(LOGIN, again)["Location"])


def test_a_planted_session_is_not_the_one_that_is_signed_in(owner: User) -> None:
    attacker = Client()
    token(attacker, LOGIN)
    planted = attacker.cookies["__Host-session"].value
    victim = Client()
    victim.cookies["__Host-session"] = planted
    assert sign_in(victim, owner.email)["Location"] == "/en/account/"
    assert victim.cookies["__Host-session"].value != planted
    assert "/account/login/" in attacker.get("/en/account/")["Location"]


@pytest.mark.parametrize("path", ["signup/", "password/reset/"])
def test_nothing_that_is_sent_tells_whether_an_address_has_an_account(owner: User, path: str) -> None:
    told = []
    for address in (owner.email, "nobody@example.org"):
        client = Client()
        if path == "signup/":
            answer = register(client, address)
        else:
            place = f"/en/account/{path}"
            answer = client.post(place, {"email": address, **token(client, place)})
        after = client.get(answer["Location"])
        cookies = sorted((name, len(one.value)) for name, one in client.cookies.items())
        headers = sorted(set(answer.headers) | {f"{name} after" for name in after.headers})
        body = after.content.replace(address.encode(), b"")
        told.append((answer.status_code, answer["Location"], headers, cookies, len(body)))
    assert told[0] == told[1]
    assert OutgoingMail.objects.count() == 2, "each address gets one mail"


def test_registering_with_a_known_address_leaves_one_mail_to_its_owner_and_nothing_else(owner: User) -> None:
    kept = (User, EmailAddress, Subject, LedgerRecord, LedgerMention, OutgoingMail)
    before = {model: model.objects.count() for model in kept}
    client = Client()
    register(client, owner.email)
    after = {model: model.objects.count() for model in kept}
    assert after == {**before, OutgoingMail: before[OutgoingMail] + 1}
    (mail,) = OutgoingMail.objects.all()
    assert deliver(mail, ["recipient"])["recipient"] == owner.email
    # The next account may get the number that the rehearsed one had: nothing may lead to it.
    assert client.session["account_login"]["user_pk"] is None


def test_an_address_named_twice_gets_mail_once_and_nobody_else_does(owner: User) -> None:
    client = Client()
    place = "/en/account/password/reset/"
    client.post(place, {"email": [owner.email, "evil@example.org"], **token(client, place)})
    rows = OutgoingMail.objects.all()
    assert [deliver(row, ["recipient"])["recipient"] for row in rows] == ["evil@example.org"]
    text = deliver(rows[0], ["text"])["text"]
    assert "/password/reset/key/" not in text


def test_of_two_changes_of_address_only_the_later_one_counts(member: User) -> None:
    client = Client()
    client.force_login(member)
    client.post(ADDRESS, {"email": "first@example.org", "action_add": "1"})
    first = last_link("Confirm")
    client.post(ADDRESS, {"email": "second@example.org", "action_add": "1"})
    second = last_link("Confirm")
    assert first != second
    client.post(first)
    assert User.objects.get(pk=member.pk).email == member.email
    client.post(second)
    assert User.objects.get(pk=member.pk).email == "second@example.org"
    client.post(first)
    assert User.objects.get(pk=member.pk).email == "second@example.org"


def test_an_address_comes_to_no_account_by_its_owners_press_alone(member: User) -> None:
    theirs, mine = Client(), Client()
    theirs.force_login(member)
    attacker = make_person("attacker@example.org")
    attacker.set_password(PASSWORD)
    attacker.save()
    sign_in(mine, attacker.email)
    prove(mine, PASSWORD)
    mine.post(ADDRESS, {"email": "bait@example.org", "action_add": "1"})
    link = last_link("Confirm")
    for given in ({}, {"password": ""}, {"password": "Lantern-orchard-88"}):
        assert theirs.post(link, given).status_code == 422
    assert set(User.objects.values_list("email", flat=True)) == {member.email, attacker.email}
    mine.post(link)
    assert User.objects.get(pk=attacker.pk).email == "bait@example.org"


def test_an_account_that_asks_for_an_address_keeps_nobody_from_it() -> None:
    """Else whoever asks for it first would keep a passkey in the account that its owner then uses."""
    attacker = make_person("attacker@example.org")
    mine, theirs = Client(), Client()
    mine.force_login(attacker)
    wanted = "wanted@example.org"
    mine.post(ADDRESS, {"email": wanted, "action_add": "1"})
    place = "/en/account/password/reset/"
    theirs.post(place, {"email": wanted, **token(theirs, place)})
    assert "/password/reset/key/" not in deliver(last_mail(), ["text"])["text"]
    register(theirs, wanted)
    confirm(theirs)
    assert sign_in(theirs, wanted)["Location"] == "/en/account/"
    assert User.objects.get(pk=theirs.session["_auth_user_id"]).email == wanted
    assert User.objects.get(pk=attacker.pk).email == "attacker@example.org"


def test_whoever_registers_anothers_address_never_gets_in(client: Client) -> None:
    attacker, wanted, own = Client(), "wanted@example.org", "Lantern-orchard-88"
    register(attacker, wanted)
    link = last_link("Confirm")
    register(client, wanted, password1=own, password2=own)
    page = client.get(link).content.decode()
    assert 'name="password"' in page
    assert client.post(link, {"password": own, **token(client, link)}).status_code == 422
    assert not EmailAddress.objects.get(email=wanted).verified
    place = "/en/account/password/reset/"
    client.post(place, {"email": wanted, **token(client, place)})
    place = str(client.get(last_link("new password"))["Location"])
    client.post(place, {"password1": own, "password2": own, **token(client, place)})
    assert client.post(link, {"password": own, **token(client, link)}).status_code == 302
    assert sign_in(client, wanted, own)["Location"] == "/en/account/"
    assert sign_in(attacker, wanted).status_code == 422


def test_a_link_opened_on_another_device_asks_for_the_password(client: Client) -> None:
    register(client, "new@example.org")
    link, telephone = last_link("Confirm"), Client()
    assert telephone.post(link, {"password": PASSWORD, **token(telephone, link)}).status_code == 302
    assert EmailAddress.objects.get(email="new@example.org").verified


def test_two_accounts_that_ask_for_one_address_never_both_get_it(member: User) -> None:
    links = []
    people = [member, make_person("attacker@example.org")]
    for person in people:
        client = Client()
        client.force_login(person)
        client.post(ADDRESS, {"email": "wanted@example.org", "action_add": "1"})
        links.append((client, last_link("Confirm")))
    for client, link in links:
        assert client.post(link).status_code < 500
    assert User.objects.filter(email="wanted@example.org").count() == 1


def test_a_code_that_was_seen_opens_nothing_for_as_long_as_it_is_accepted(owner: User) -> None:
    TOTP.activate(owner, TOTP_SECRET)
    seen = code(TOTP_SECRET, 2)  # of the next half minute: accepted for a minute and a half from now
    answers = []
    for _try in range(2):
        client = Client()
        place = str(sign_in(client, owner.email)["Location"])
        answers.append(client.post(place, {"code": seen, **token(client, place)}).status_code)
        cache.clear()  # as after half a minute, when the library forgets it
    assert answers == [302, 422]
