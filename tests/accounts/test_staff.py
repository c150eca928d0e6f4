"""Staff: second factor first, roles that end, second persons, suspension."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff import services
from legation.accounts.tasks import forget_dead_sessions, forget_unconfirmed, retire
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Office
from tests.accounts.journeys import PASSWORD, code, register, sign_in, token
from tests.conftest import TOTP_SECRET, make_staff

pytestmark = pytest.mark.django_db
YEAR = Grant.MAX_TERM


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def test_staff_sign_in_with_password_and_code(client: Client, officer: User) -> None:
    with_password(officer)
    asked = sign_in(client, officer.email)
    assert asked["Location"] == "/en/account/2fa/authenticate/"
    assert client.get("/staff/")["Location"].startswith("/en/account/login/")
    place = "/en/account/2fa/authenticate/"
    assert client.post(place, {"code": "000000", **token(client, place)}).status_code in (200, 422)
    answer = client.post(place, {"code": code(TOTP_SECRET), **token(client, place)})
    assert answer["Location"] == "/staff/"
    page = client.get("/staff/")
    assert page.status_code == 200
    assert "Case officer" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_staff_without_a_factor_set_one_up_first(client: Client, officer: User) -> None:
    with_password(officer)
    Authenticator.objects.filter(user=officer).delete()
    assert sign_in(client, officer.email)["Location"] == "/staff/"
    setup = client.get("/staff/editor/")["Location"]
    assert setup.startswith("/en/account/2fa/totp/activate/")
    again = client.get(setup)["Location"]
    answer = client.post(again, {"password": PASSWORD, **token(client, again)})
    page = client.get(answer["Location"]).content.decode()
    found = re.search(r'id="totp-secret" dir="ltr">([\w<>]+?)</code>', page)
    assert found
    secret = found[1].replace("<wbr>", "")
    assert "<svg" in page
    place = "/en/account/2fa/totp/activate/"
    done = client.post(place, {"code": code(secret)})
    assert done["Location"] == "/en/account/2fa/recovery-codes/", done.content.decode()
    assert client.get("/staff/").status_code == 200
    row = Authenticator.objects.get(user=officer, type="totp")
    assert secret not in str(row.data)
    refused = client.post("/en/account/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=officer, type="totp").exists(), refused


def test_staff_signed_in_by_password_alone_are_asked_for_the_code(client: Client, officer: User) -> None:
    client.force_login(officer)
    session = client.session
    session.pop("account_authentication_methods")
    session.save()
    assert client.get("/staff/")["Location"].startswith("/en/account/2fa/reauthenticate/")


def test_members_and_strangers_see_no_desk(client: Client, member: User) -> None:
    assert client.get("/staff/")["Location"].startswith("/en/account/login/")
    assert client.get("/staff/no-such-thing/").status_code == 302
    assert client.get("/staff/editor/login/").status_code == 302
    client.force_login(member)
    for path in ("/staff/", "/staff/grants/", "/staff/editor/", "/staff/members/"):
        assert client.get(path).status_code == 403


def test_an_expired_role_opens_nothing(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert client.get("/staff/grants/").status_code == 200
    with clock.at(clock.now() + YEAR + dt.timedelta(minutes=1)):
        administrator.grants.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    administrator.grants.update(expires_at=clock.now() - dt.timedelta(seconds=1))
    assert client.get("/staff/grants/").status_code == 403
    assert retire() == 1
    administrator.refresh_from_db()
    assert not administrator.is_staff


def test_staff_are_signed_out_after_half_an_hour(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert client.get("/staff/").status_code == 200
    with clock.at(clock.now() + dt.timedelta(minutes=31)):
        assert client.get("/staff/")["Location"] == "/en/account/signed-out/"
    assert client.get("/staff/").status_code == 302


def test_an_ordinary_role_is_given_by_one(
    client: Client, administrator: User, member: User, london: Office
) -> None:
    client.force_login(administrator)
    data = {"email": member.email, "role": "editor", "office": london.pk, "language": "", "months": "12"}
    assert client.post("/staff/grants/", data)["Location"] == "/staff/grants/"
    member.refresh_from_db()
    assert member.is_staff
    grant = member.grants.in_force().get()
    assert client.post(f"/staff/grants/{grant.pk}/revoke/").status_code == 302
    member.refresh_from_db()
    assert not member.is_staff
    bad = client.post("/staff/grants/", {**data, "email": "nobody@example.org", "months": "13"})
    assert bad.status_code == 422
    assert "no account with this confirmed address" in bad.content.decode()


def test_a_powerful_role_needs_a_second_person(
    administrator: User, privacy_officer: User, member: User
) -> None:
    grant = services.propose(administrator, member, Role.ADMINISTRATOR, office=None, language="", term=YEAR)
    assert not member.grants.in_force().exists()
    with pytest.raises(NotPermitted):
        services.approve(administrator, grant)
    services.approve(privacy_officer, grant)
    assert member.grants.in_force().exists()
    with pytest.raises(Conflict):
        services.approve(privacy_officer, grant)


def test_an_administrator_of_one_office_gives_roles_for_that_office_only(
    administrator: User, member: User, london: Office
) -> None:
    local = make_staff("local@example.org", Role.ADMINISTRATOR, london)
    with pytest.raises(NotPermitted):
        services.propose(local, member, Role.EDITOR, office=None, language="", term=YEAR)
    wide = services.propose(administrator, member, Role.SUPERVISOR, office=None, language="", term=YEAR)
    for act in (services.approve, services.revoke):
        with pytest.raises(NotPermitted):
            act(local, wide)
    services.propose(local, member, Role.EDITOR, office=london, language="", term=YEAR)
    assert member.grants.in_force().get().office == london


def test_an_administrator_of_one_office_sees_and_decides_only_there(
    client: Client, administrator: User, member: User, london: Office
) -> None:
    local = make_staff("local@example.org", Role.ADMINISTRATOR, london)
    tokyo = Office.objects.create(slug="tokyo", country="JP", region="asia-pacific", time_zone="Asia/Tokyo")
    stranger = make_staff("stranger@example.org", Role.EDITOR, tokyo)
    wide = services.propose(administrator, member, Role.SUPERVISOR, office=tokyo, language="", term=YEAR)
    neighbour = make_staff("neighbour@example.org", Role.EDITOR, london)
    client.force_login(local)
    page = client.get("/staff/grants/").content.decode()
    assert neighbour.email in page
    for hidden in (stranger.email, administrator.email, member.email, "tokyo"):
        assert hidden not in page
    for act in ("approve", "revoke"):
        assert client.post(f"/staff/grants/{wide.pk}/{act}/").status_code == 404
    assert client.post(f"/staff/grants/{stranger.grants.get().pk}/revoke/").status_code == 404
    data = {"email": member.email, "role": "editor", "office": tokyo.pk, "language": "", "months": "12"}
    assert client.post("/staff/grants/", data).status_code == 422
    assert client.post("/staff/grants/", {**data, "office": ""}).status_code == 422
    assert client.post("/staff/grants/", {**data, "office": london.pk}).status_code == 302
    assert member.grants.in_force().get().office == london


def test_nobody_serves_themselves(administrator: User, privacy_officer: User, officer: User) -> None:
    with pytest.raises(NotPermitted):
        services.propose(administrator, administrator, Role.EDITOR, office=None, language="", term=YEAR)
    grant = services.propose(
        administrator, privacy_officer, Role.ADMINISTRATOR, office=None, language="", term=YEAR
    )
    with pytest.raises(NotPermitted):
        services.approve(privacy_officer, grant)
    with pytest.raises(NotPermitted):
        services.propose(officer, privacy_officer, Role.EDITOR, office=None, language="", term=YEAR)
    with pytest.raises(Conflict):
        services.propose(administrator, officer, Role.EDITOR, office=None, language="", term=2 * YEAR)


def test_what_is_over_is_forgotten(client: Client, member: User) -> None:
    register(client, "never@example.org")
    with_password(member)
    sign_in(client, member.email)
    with clock.at(clock.now() + dt.timedelta(days=9)):
        assert forget_unconfirmed() == 1
        assert forget_dead_sessions() == 1
    assert not User.objects.filter(email="never@example.org").exists()
    assert User.objects.filter(pk=member.pk).exists()


def test_two_people_of_one_role_hold_it_apart(london: Office) -> None:
    one = make_staff("one@example.org", Role.EDITOR, london)
    two = make_staff("two@example.org", Role.EDITOR, london)
    one.grants.update(revoked_at=clock.now() - dt.timedelta(seconds=1))
    assert not one.grants.in_force().exists()
    assert two.grants.in_force().exists()


def test_numbers_beyond_the_database_are_not_found(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    huge = "9" * 30
    assert client.get(f"/staff/members/{huge}/").status_code == 404
    assert client.post(f"/staff/grants/{huge}/approve/").status_code == 404
    assert client.get("/staff/grants/1/approve/").status_code == 405
