"""Passkeys: added, named, removed; sign in with one; the second factor of staff."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from legation.accounts.members.standing import CLEAR_ALL
from legation.accounts.models import User
from legation.kernel.errors import LegationError
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from tests.accounts.authenticator import SoftPasskey, options_at
from tests.accounts.journeys import LOGIN, PASSWORD, sign_in, token
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
BASE = "/en/account/2fa/passkeys/"
ADD, ENTER, PROVE = f"{BASE}add/", f"{BASE}login/", f"{BASE}reauthenticate/"
STEP = "/en/account/2fa/authenticate/"


@pytest.fixture
def owner(member: User) -> User:
    member.set_password(PASSWORD)
    member.save()
    return member


def prove(client: Client) -> None:
    place = "/en/account/reauthenticate/"
    client.post(place, {"password": PASSWORD, **token(client, place)})


def enter(client: Client, passkey: SoftPasskey, **fields: str) -> str:
    """Where the sign-in with it leads."""
    options = options_at(client, LOGIN)
    data = {"credential": passkey.shown(options), **fields}
    found = client.post(ENTER, {**data, "csrfmiddlewaretoken": _kept(client)})
    assert found.status_code == 302
    return str(found["Location"])


def _kept(client: Client) -> str:
    """The token without a new page, which would have a new challenge."""
    return str(client.session["_csrftoken"])


@pytest.fixture
def passkey(client: Client, owner: User) -> SoftPasskey:
    """One that the owner has added."""
    found = SoftPasskey()
    sign_in(client, owner.email)
    prove(client)
    options = options_at(client, ADD)
    data = {"name": "Telephone", "credential": found.created(options), "csrfmiddlewaretoken": _kept(client)}
    assert client.post(ADD, data)["Location"] == "/en/account/2fa/recovery-codes/"
    return found


def test_a_passkey_opens_the_account_by_itself(passkey: SoftPasskey, owner: User) -> None:
    browser = Client()
    assert enter(browser, passkey) == "/en/account/"
    assert owner.email in browser.get("/en/account/").content.decode()
    acts = LedgerRecord.objects.filter(mentions__subject_id=owner.subject_id)
    assert {"member.factor-added", "member.signed-in"} <= set(acts.values_list("action", flat=True))
    assert OutgoingMail.objects.filter(title="A passkey was added to your account").exists()


def test_a_passkey_on_a_shared_computer_leaves_nothing(passkey: SoftPasskey) -> None:
    browser = Client()
    assert enter(browser, passkey, shared="on") == "/en/account/"
    assert not browser.cookies["__Host-session"]["max-age"]
    place = "/en/account/logout/"
    assert browser.post(place, token(browser, place))["Clear-Site-Data"] == CLEAR_ALL


def test_an_answer_counts_once_here_and_for_its_owner_alone(passkey: SoftPasskey, owner: User) -> None:
    browser = Client()
    options = options_at(browser, LOGIN)
    answer = passkey.shown(options)
    sent = {"credential": answer, "csrfmiddlewaretoken": _kept(browser)}
    thief = Client()
    options_at(thief, LOGIN)
    stolen = thief.post(ENTER, {"credential": answer, "csrfmiddlewaretoken": _kept(thief)})
    assert stolen["Location"] == LOGIN
    assert "does not open" in thief.get(LOGIN).content.decode()
    assert browser.post(ENTER, sent)["Location"] == "/en/account/"
    browser.post("/en/account/logout/", token(browser, "/en/account/logout/"))
    options_at(browser, LOGIN)
    again = browser.post(ENTER, {**sent, "csrfmiddlewaretoken": _kept(browser)})
    assert again["Location"] == LOGIN
    for wrong in (SoftPasskey(host="evil.example"), SoftPasskey(verifies=False), SoftPasskey()):
        wrong.handle, wrong.id = passkey.handle, passkey.id
        if wrong.origin == passkey.origin and not wrong.flags & 4:
            wrong.key = passkey.key
        assert enter(Client(), wrong) == LOGIN


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "x",
        "[]",
        "{}",
        "1" * 20_000,
        "[" * 15_000,
        '{"id": 1}',
        '{"id": "QQ", "rawId": "QQ", "type": "public-key", "response": {}}',
        '{"id": "QQ", "rawId": "QQ", "type": "public-key", "response": 7}',
        '{"id": "QQ", "rawId": "QQ", "type": "public-key", "response": {"clientDataJSON": "QQ",'
        ' "authenticatorData": "QQ", "signature": "QQ", "userHandle": "_w"}}',
        '{"id": "QQ", "rawId": "QQ", "type": "public-key", "response": {"clientDataJSON": "e30",'
        ' "attestationObject": "oA"}}',
        '{"id": "QQ", "rawId": "QQ", "type": "public-key", "response": {"clientDataJSON": "W10",'
        ' "attestationObject": "gA"}}',
    ],
)
def test_nonsense_is_refused_in_words(client: Client, owner: User, nonsense: str) -> None:
    options_at(client, LOGIN)
    answer = client.post(ENTER, {"credential": nonsense, "csrfmiddlewaretoken": _kept(client)})
    assert answer["Location"] == LOGIN
    sign_in(client, owner.email)
    prove(client)
    options_at(client, ADD)
    added = client.post(ADD, {"name": "", "credential": nonsense, "csrfmiddlewaretoken": _kept(client)})
    assert added.status_code == 422
    assert "passkey" in added.content.decode()
    assert not Authenticator.objects.filter(user=owner).exists()


def test_after_the_password_a_passkey_is_the_second_factor(passkey: SoftPasskey, owner: User) -> None:
    browser = Client()
    assert sign_in(browser, owner.email)["Location"] == STEP
    options = options_at(browser, STEP)
    refused = browser.post(STEP, {"credential": "{}", "csrfmiddlewaretoken": _kept(browser)})
    assert refused.status_code == 422
    assert "There is a problem" in refused.content.decode()
    assert "Six digits" not in refused.content.decode(), "there is no app that would show any"
    options = options_at(browser, STEP)
    done = browser.post(STEP, {"credential": passkey.shown(options), "csrfmiddlewaretoken": _kept(browser)})
    assert done["Location"] == "/en/account/"


def test_its_owner_names_and_removes_it(client: Client, passkey: SoftPasskey, owner: User) -> None:
    row = Authenticator.objects.get(user=owner, type="webauthn")
    place = f"{BASE}{row.pk}/name/"
    assert client.post(place, {"name": "", **token(client, place)}).status_code == 422
    client.post(place, {"name": "<b>Key</b>", **token(client, place)})
    assert "&lt;b&gt;Key&lt;/b&gt;" in client.get("/en/account/2fa/").content.decode()
    place = f"{BASE}{row.pk}/remove/"
    assert client.post(place, token(client, place))["Location"] == "/en/account/2fa/"
    assert not Authenticator.objects.filter(user=owner).exists()
    assert OutgoingMail.objects.filter(title="A passkey was removed from your account").exists()
    assert enter(Client(), passkey) == LOGIN


def test_nobody_touches_the_passkey_of_another(client: Client, passkey: SoftPasskey, owner: User) -> None:
    row = Authenticator.objects.get(user=owner, type="webauthn")
    stranger = make_person("other@example.org", name="Other")
    stranger.set_password(PASSWORD)
    stranger.save()
    other = Client()
    sign_in(other, stranger.email)
    prove(other)
    for act in ("name", "remove"):
        assert other.get(f"{BASE}{row.pk}/{act}/").status_code == 404
        assert other.post(f"{BASE}{row.pk}/{act}/", {"csrfmiddlewaretoken": _kept(other)}).status_code == 404
    assert Authenticator.objects.filter(pk=row.pk).exists()


def test_a_passkey_planted_in_the_database_opens_nothing(passkey: SoftPasskey, owner: User) -> None:
    row = Authenticator.objects.get(user=owner, type="webauthn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    assert "Telephone" not in stored
    assert list(json.loads(stored)) == ["sealed"]
    victim = User.objects.create_user("victim@example.org", PASSWORD, name="Victim")
    Authenticator.objects.filter(pk=row.pk).update(user=victim)
    with pytest.raises(LegationError):
        Authenticator.objects.get(pk=row.pk)


def test_staff_come_to_their_desk_with_a_passkey(client: Client, officer: User) -> None:
    Authenticator.objects.filter(user=officer).delete()
    officer.set_password(PASSWORD)
    officer.save()
    sign_in(client, officer.email)
    prove(client)
    found = SoftPasskey()
    options = options_at(client, ADD)
    client.post(ADD, {"credential": found.created(options), "csrfmiddlewaretoken": _kept(client)})
    assert client.get("/staff/").status_code == 200
    browser = Client()
    assert enter(browser, found) == "/staff/"
    assert browser.get("/staff/").status_code == 200
    row = Authenticator.objects.get(user=officer, type="webauthn")
    place = f"{BASE}{row.pk}/remove/"
    refused = client.post(place, token(client, place))
    assert refused.status_code == 422
    assert "cannot do without" in refused.content.decode()


def test_staff_with_the_password_alone_are_asked_for_the_passkey(client: Client, officer: User) -> None:
    Authenticator.objects.filter(user=officer).delete()
    Authenticator.objects.create(user=officer, type="webauthn", data={"name": "x", "credential": {}})
    client.force_login(officer)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    assert client.get("/staff/")["Location"].startswith(PROVE)
