"""Signing in through a ministry's directory, against a real small provider of OpenID Connect."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

from legation.accounts import directory, urls
from legation.accounts.models import Role, SuspensionReason, User
from legation.accounts.standing import services
from legation.config import urls as all_urls
from legation.config.options import WrongOption, load
from legation.kernel.http import Client as Outgoing
from legation.kernel.http import safe_to_ask
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from tests.accounts.journeys import LOGIN, code, token
from tests.conftest import TOTP_SECRET, make_person, make_staff

pytestmark = [
    pytest.mark.django_db,
    # The provider, which runs in a thread here, uses what its libraries will drop.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
START = "/en/account/login/directory/"


class Provider:
    """The provider's server, and what somebody does at it in the browser."""

    def __init__(self, origin: str) -> None:
        self.origin, self.outgoing = origin, Outgoing(origin)

    def knows(self, who: str, **claims: object) -> None:
        body = json.dumps(claims).encode()
        headers = {"Content-Type": "application/json"}
        assert self.outgoing.ask("PUT", f"/users/{who}", headers=headers, body=body).status == 204

    def agrees(self, asked: str, form: Mapping[str, str]) -> str:
        """The path at our site to which the provider sends the browser back."""
        path = asked.removeprefix(self.origin)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.outgoing.ask("POST", path, headers=headers, body=urlencode(form).encode())
        back = urlsplit(answer.header("location"))
        assert back.path == "/sign-in/directory/callback/", answer.body
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from oidc_provider_mock import run_server_in_thread  # its import warns, as said above

    with run_server_in_thread(require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@contextmanager
def routes() -> Iterator[None]:
    """The routes as they are made when the site starts with the present options."""
    importlib.reload(urls)
    importlib.reload(all_urls)
    clear_url_caches()
    yield


@pytest.fixture
def provider(server: str, settings: Settings) -> Iterator[Provider]:
    settings.LEGATION_OIDC_URL = server
    settings.LEGATION_OIDC_CLIENT_ID = "legation"
    settings.LEGATION_OIDC_CLIENT_SECRET = "secret"
    settings.LEGATION_OIDC_NAME = "Foreign Service Directory"
    with routes():
        yield Provider(server)
    settings.LEGATION_OIDC_URL = ""
    with routes():
        pass


def returned(browser: Client, provider: Provider, who: str, start: str = START) -> Any:
    asked = browser.get(start)
    assert asked.status_code == 302, asked.content
    return browser.get(provider.agrees(asked["Location"], {"sub": who}))


def signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_without_a_directory_there_is_neither_route_nor_link() -> None:
    page = Client().get(LOGIN)
    assert "login/directory" not in page.content.decode()
    assert Client().get(START).status_code == 404
    assert Client().get("/sign-in/directory/callback/?code=x&state=y").status_code == 404


def test_staff_sign_in_and_still_show_their_second_factor(provider: Provider, officer: User) -> None:
    provider.knows("officer", email="Officer@example.org", email_verified=True)
    browser = Client()
    page = browser.get(LOGIN).content.decode()
    assert "Sign in through Foreign Service Directory" in page
    assert START in page
    answer = returned(browser, provider, "officer")
    assert answer["Location"].startswith("/en/account/2fa/authenticate/")
    assert not signed_in(browser)
    kept = json.dumps(dict(browser.session.items()))
    assert "Officer@example.org" not in kept, "claims stay out of the session"
    assert '"token"' not in kept
    place = "/en/account/2fa/authenticate/"
    done = browser.post(place, {"code": code(TOTP_SECRET), **token(browser, place)})
    assert done["Location"] == "/staff/"
    assert browser.get("/staff/").status_code == 200
    record = LedgerRecord.objects.filter(action="member.signed-in").latest("pk")
    assert str(opened(record)).count("'through': 'directory'") == 1
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


def test_what_is_asked_of_the_provider_cannot_be_replayed(provider: Provider) -> None:
    asked = parse_qs(urlsplit(Client().get(START)["Location"]).query)
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert asked["code_challenge_method"] == ["S256"]


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_directory_did_not_verify_opens_nothing(
    provider: Provider, officer: User, verified: object
) -> None:
    claims = {} if verified is None else {"email_verified": verified}
    provider.knows("unverified", email=officer.email, **claims)
    browser = Client()
    answer = returned(browser, provider, "unverified")
    assert answer.status_code == 403
    assert "opens no account here" in answer.content.decode()
    assert not signed_in(browser)


def test_all_others_get_the_same_page_and_no_account(
    provider: Provider, officer: User, publisher: User, member: User
) -> None:
    make_person("former@example.org", is_staff=True)  # without a role in force
    publisher.is_active = False
    publisher.save()
    officer.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # allauth's reverse name
    before = User.objects.count()
    for email in ("nobody@example.org", member.email, "former@example.org", publisher.email, officer.email):
        provider.knows("somebody", email=email, email_verified=True)
        browser = Client()
        answer = returned(browser, provider, "somebody")
        assert answer.status_code == 403, email
        assert "opens no account here" in answer.content.decode(), email
        assert email not in answer.content.decode()
        assert not signed_in(browser)
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_the_page_speaks_the_language_of_the_sign_in_page(provider: Provider) -> None:
    provider.knows("stranger", email="stranger@example.org", email_verified=True)
    answer = returned(Client(), provider, "stranger", START.replace("/en/", "/ar/"))
    assert answer.status_code == 403
    assert 'lang="ar"' in answer.content.decode()


def test_a_suspension_holds_for_the_directory_too(provider: Provider, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(is_staff=False)  # suspended before becoming staff
    officer.refresh_from_db()
    judge = make_staff("judge@example.org", Role.SUPERVISOR)
    services.suspend(judge, officer, SuspensionReason.HARM_TO_OTHERS, 7)
    User.objects.filter(pk=officer.pk).update(is_staff=True)
    provider.knows("officer", email=officer.email, email_verified=True)
    browser = Client()
    answer = returned(browser, provider, "officer")
    assert answer.status_code == 403
    assert "suspended" in answer.content.decode()
    assert not signed_in(browser)


def test_forged_foreign_and_repeated_answers_open_nothing(provider: Provider, officer: User) -> None:
    provider.knows("officer", email=officer.email, email_verified=True)
    victim, thief = Client(), Client()
    back = provider.agrees(victim.get(START)["Location"], {"sub": "officer"})
    assert thief.get(back).status_code == 403, "another browser's state"
    own_state = parse_qs(urlsplit(thief.get(START)["Location"]).query)["state"][0]
    stolen = parse_qs(urlsplit(back).query)["code"][0]
    place = "/sign-in/directory/callback/"
    assert thief.get(place, {"code": stolen, "state": own_state}).status_code == 403, "another's code"
    assert "not signed in" in victim.get(place, {"code": "x", "state": "forged"}).content.decode()
    assert victim.get(place).status_code == 403
    assert victim.get(place, {"error": "access_denied", "state": "forged"}).status_code == 403
    for browser in (victim, thief):
        assert not signed_in(browser)


def test_an_answer_is_good_once(provider: Provider, officer: User) -> None:
    provider.knows("officer", email=officer.email, email_verified=True)
    browser = Client()
    back = provider.agrees(browser.get(START)["Location"], {"sub": "officer"})
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 403


def test_a_token_made_for_another_sign_in_opens_nothing(
    provider: Provider, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thief's code under the victim's state and PKCE: only the nonce differs."""
    provider.knows("officer", email=officer.email, email_verified=True)
    browser = Client()
    asked = browser.get(START)["Location"]
    nonce = parse_qs(urlsplit(asked).query)["nonce"][0]
    back = provider.agrees(asked.replace(nonce, "of-another-sign-in"), {"sub": "officer"})
    answer = browser.get(back)
    assert answer.status_code == 403
    assert "not signed in" in answer.content.decode()


def test_cancelling_at_the_directory_leads_to_a_page(provider: Provider) -> None:
    browser = Client()
    state = parse_qs(urlsplit(browser.get(START)["Location"]).query)["state"][0]
    answer = browser.get("/sign-in/directory/callback/", {"error": "access_denied", "state": state})
    assert answer.status_code == 403
    assert "begin again" in answer.content.decode()


def test_another_website_starts_no_sign_in(provider: Provider) -> None:
    answer = Client().get(START, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer["Location"] == LOGIN
    assert Client().post(START).status_code in (403, 405)


def test_a_directory_that_is_away_is_told_of(provider: Provider, settings: Settings) -> None:
    browser = Client()
    back = provider.agrees(browser.get(START)["Location"], {"sub": "officer"})
    settings.LEGATION_OIDC_URL = "http://localhost:9"
    for answer in (browser.get(back), browser.get(START)):
        assert answer.status_code == 503
        assert "directory does not answer" in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b"{}",
        b'{"issuer": "https://somebody.example"}',
        b'{"issuer": "ISSUER", "authorization_endpoint": "http://elsewhere.example/", "token_endpoint": "x"}',
    ],
)
def test_a_directory_that_talks_nonsense_makes_no_error(
    provider: Provider, monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    browser = Client()
    back = provider.agrees(browser.get(START)["Location"], {"sub": "officer"})
    answer = body.replace(b"ISSUER", provider.origin.encode())
    monkeypatch.setattr(
        directory.Door, "get", lambda self, url, headers=None: directory.Reply(200, {}, answer)
    )
    assert browser.get(back).status_code == 503


def test_a_row_in_the_database_makes_no_other_directory(provider: Provider) -> None:
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="directory",
        name="x",
        client_id="thief",
        settings={"server_url": "https://thief.example"},
    )
    assert Client().get(START)["Location"].startswith(provider.origin)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://directory.example", True),
        ("http://localhost:9400", True),
        ("http://[::1]:9400", True),
        ("http://directory.example", False),
        ("http://localhost.directory.example", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("https://a:b", False),
    ],
)
def test_only_what_nobody_can_listen_to_is_asked(url: str, safe: bool) -> None:
    assert safe_to_ask(url) is safe


def test_options_come_together_and_the_secret_from_a_file(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    given = {
        "LEGATION_OIDC_URL": "https://directory.example/",
        "LEGATION_OIDC_CLIENT_ID": "legation",
        "LEGATION_OIDC_CLIENT_SECRET_FILE": str(secret),
    }
    found = load(given)
    assert (found.oidc_url, found.oidc_client_secret) == ("https://directory.example", "from the file")
    assert load({}).oidc_url == ""
    for wrong in ({**given, "LEGATION_OIDC_URL": "http://directory.example"}, dict(list(given.items())[:2])):
        with pytest.raises(WrongOption, match="LEGATION_OIDC"):
            load(wrong)
