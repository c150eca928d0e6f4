"""How long a session lasts, what ends it, and what a shared computer keeps of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from legation.accounts.models import User
from legation.kernel import clock
from tests.accounts.journeys import PASSWORD, sign_in, token

pytestmark = pytest.mark.django_db
HOME = "/en/account/"
OUT = "/en/account/signed-out/"


@pytest.fixture
def owner(member: User) -> User:
    member.set_password(PASSWORD)
    member.save()
    return member


def after(client: Client, **time: float) -> str:
    """Where the account leads then: nowhere else, or to the page for those signed out."""
    with clock.at(clock.now() + dt.timedelta(**time)):
        return client.get(HOME).headers.get("Location", HOME)


def test_a_session_rests_two_hours_at_most(owner: User) -> None:
    client = Client()
    sign_in(client, owner.email)
    assert after(client, hours=1.9) == HOME
    assert after(client, hours=3.8) == HOME
    assert after(client, hours=5.9) == OUT
    assert "login" in after(client, hours=5.9), "it is over for good"


def test_a_session_lasts_twelve_hours_however_busy(owner: User) -> None:
    client = Client()
    sign_in(client, owner.email)
    for hour in range(1, 12):
        assert after(client, hours=hour) == HOME
    assert after(client, hours=12.1) == OUT


def test_a_new_password_ends_the_other_sessions(owner: User) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, owner.email)
    sign_in(elsewhere, owner.email)
    again = "/en/account/reauthenticate/"
    here.post(again, {"password": PASSWORD, **token(here, again)})
    place = "/en/account/password/change/"
    new = "Quiet-harbour-41"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new, **token(here, place)}
    assert here.post(place, data).status_code == 302
    assert here.get(HOME).status_code == 200
    assert "login" in elsewhere.get(HOME)["Location"]


@pytest.mark.parametrize("place", ["", "email/", "password/change/"])
def test_a_shared_computer_offers_and_keeps_nothing_typed(owner: User, place: str) -> None:
    shared, own = Client(), Client()
    sign_in(shared, owner.email, shared="on")
    sign_in(own, owner.email)
    for client in (shared, own):
        again = "/en/account/reauthenticate/"
        client.post(again, {"password": PASSWORD, **token(client, again)})
    page = shared.get(f"{HOME}{place}").content.decode()
    assert page.count("<form") == page.count('<form autocomplete="off"') > 0
    assert set(re.findall(r'autocomplete="([^"]*)"', page)) == {"off"}
    assert '<form autocomplete="off"' not in own.get(f"{HOME}{place}").content.decode()
