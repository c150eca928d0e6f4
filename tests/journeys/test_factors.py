"""Passkeys, codes, recovery codes, another address, shared computers and other sessions, in real browsers."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Visit
from tests.journeys.people import fill, fresh_code, newest_mail
from tests.running import Running

pytestmark = pytest.mark.browser
PASSWORD = "violet harbour ladder 47"
Member = Callable[..., "Person"]


@dataclass
class Person:
    """A member with a page of their own."""

    page: Page
    address: str
    language: str

    def go(self, place: str = "") -> None:
        self.page.goto(f"/{self.language}/account/{place}")

    def send(self, button: str = "main form button", **answers: str) -> None:
        """Fill in the page and press its button."""
        fill(self.page, **answers)
        self.page.locator(button).first.click()
        self.page.wait_for_load_state()

    def enter(self, **answers: str) -> None:
        self.go("login/")
        self.send(login=self.address, password=PASSWORD, **answers)

    def leave(self) -> None:
        self.go("logout/")
        self.send()

    def prove(self, place: str) -> None:
        """To a page that first asks for the password."""
        self.go(place)
        if "reauthenticate" in self.page.url:
            self.send(password=PASSWORD)

    def is_in(self) -> bool:
        self.go()
        return self.address in self.page.inner_text("main")


@pytest.fixture
def joined(running: Running, visit: Visit) -> Member:
    """A new member, signed in."""

    def join(language: str, *, script: bool) -> Person:
        address = f"factor.{secrets.token_hex(4)}@example.org"
        page = visit(f"/{language}/account/signup/", script=script)
        person = Person(page, address, language)
        fill(page, email=address, name="林美玲", password1=PASSWORD, password2=PASSWORD, terms="on")
        page.locator("main form button").last.click()
        page.wait_for_load_state()
        page.goto(newest_mail(running, address).links[0])
        person.send()
        person.enter()
        return person

    return join


def with_passkey(page: Page) -> None:
    """The browser's device holds passkeys, and its owner agrees to everything."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_passkey_is_added_opens_the_account_and_goes(joined: Member, language: str) -> None:
    member = joined(language, script=True)
    page = member.page
    with_passkey(page)
    member.prove("2fa/passkeys/add/")
    page.fill("[name=name]", "電話")
    page.locator("[data-passkey]").click()
    page.wait_for_url("**/recovery-codes/")
    member.go("2fa/")
    assert "電話" in page.inner_text("main")
    member.leave()
    member.go("login/")
    page.locator("[name=shared]").check()
    page.locator("[data-passkey]").click()
    page.wait_for_url(f"**/{language}/account/")
    assert member.is_in()
    session = next(one for one in page.context.cookies() if one["name"] == "__Host-session")
    assert session["expires"] == -1, "on a shared computer it ends with the browser"
    member.prove("2fa/")
    page.locator("main a[href*='passkeys'][href$='/remove/']").click()
    if "reauthenticate" in page.url:
        member.send(password=PASSWORD)
    member.send("main form button.danger")
    assert page.locator("main a[href$='/remove/']").count() == 0


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_member_uses_an_app_and_a_recovery_code(joined: Member, language: str, script: bool) -> None:
    member = joined(language, script=script)
    page = member.page
    member.prove("2fa/totp/activate/")
    secret = page.inner_text("#totp-secret").strip()
    member.send(code=fresh_code(secret))
    codes = re.findall(r"\b\d{8}\b", page.inner_text("main"))
    assert len(codes) == 10
    member.leave()
    member.enter()
    assert not page.url.endswith("/account/")
    member.send(code=codes[0])
    assert member.is_in()
    member.leave()
    member.enter()
    member.send(code=codes[0])
    assert "authenticate" in page.url, "a recovery code opens once"
    member.send(code=codes[1])
    assert member.is_in()


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_another_session_is_told_of_by_mail_and_ended(
    running: Running, visit: Visit, joined: Member, language: str, script: bool
) -> None:
    member = joined(language, script=script)
    other = Person(visit(f"/{language}/account/login/", script=script), member.address, language)
    other.enter(shared="on")
    assert other.is_in()
    told = newest_mail(running, member.address, after=1)
    assert re.search(r"\d{4}-\d\d-\d\d", told.text), "of the new browser, by mail"
    member.go("sessions/")
    member.send("main button[name=session][value=others]")
    assert member.is_in()
    other.go()
    assert "login" in other.page.url


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "zh-hant", "ar"])
def test_a_member_moves_to_another_address(
    running: Running, joined: Member, language: str, script: bool
) -> None:
    member = joined(language, script=script)
    page, old = member.page, member.address
    new = f"moved.{secrets.token_hex(4)}@example.org"
    member.go("email/")
    member.send("main button[name=action_add]", email="no address")
    assert page.locator("main [name=email][value='no address']").count() == 1, "nothing typed is lost"
    member.send("main button[name=action_add]", email=new)
    assert "reauthenticate" in page.url
    member.send(password=PASSWORD)
    assert page.url.endswith(f"/{language}/account/email/")
    assert new in page.inner_text("main"), "what was typed before the question has arrived"
    assert old in page.inner_text("main"), "which counts until the link is followed"
    page.goto(newest_mail(running, new).links[0])
    assert new in page.inner_text("main")
    member.send()
    for address in (old, new):
        told = newest_mail(running, address, after=1)
        assert any("/password/reset/" in link for link in told.links), "what to do if it was another"
    member.leave()
    member.address = new
    member.enter()
    assert member.is_in()
    assert old not in page.inner_text("main")
