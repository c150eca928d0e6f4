"""Joiners hold a role once they have registered and set up a second factor; leavers hold nothing at once."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.test import Client

from legation.accounts.models import Role, User
from legation.accounts.staff import invitations, leaving, services
from legation.accounts.staff.models import Departure, Invitation
from legation.casework.cases.models import State
from legation.casework.cases.services import assign
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from tests.accessibility import assert_valid_html
from tests.casework.writing import open_letter
from tests.conftest import TOTP_SECRET, make_person, make_staff

pytestmark = pytest.mark.django_db
NEW = "new@example.org"


def set_factor(user: User) -> None:
    """As the library does when the first code was right."""
    row = TOTP.activate(user, TOTP_SECRET).instance
    authenticator_added.send(sender=type(row), request=HttpRequest(), user=user, authenticator=row)


def invite(by: User, office: Office | None, role: Role = Role.CASE_OFFICER) -> Invitation:
    return invitations.invite(by, NEW, role, office=office, language="", months=12)


def test_who_is_invited_joins_with_account_and_factor(
    client: Client, administrator: User, london: Office
) -> None:
    client.force_login(administrator)
    data = {"email": NEW, "role": "case officer", "office": london.pk, "language": "", "months": "6"}
    assert client.post("/staff/people/", data).status_code == 302
    assert client.post("/staff/people/", data).status_code == 422
    page = client.get("/staff/people/").content.decode()
    assert NEW in page
    assert_valid_html(page)
    mail = OutgoingMail.objects.get(title="You are invited to join the staff")
    assert "/en/account/invitation/" in deliver(mail, ["text"])["text"]
    newcomer = make_person(NEW)
    visit = Client()
    visit.force_login(newcomer)
    shown = visit.get("/en/account/invitation/").content.decode()
    assert "Case officer" in shown
    assert "set up a second factor" in shown
    assert_valid_html(shown)
    assert not newcomer.grants.exists()
    set_factor(newcomer)
    grant = newcomer.grants.in_force().get()
    assert (grant.role, grant.office, grant.granted_by) == (Role.CASE_OFFICER, london, administrator)
    assert dt.timedelta(days=170) < grant.expires_at - clock.now() < dt.timedelta(days=190)
    assert not Invitation.objects.waiting().exists()


def test_a_powerful_role_still_waits_for_a_second_person(
    administrator: User, privacy_officer: User, london: Office
) -> None:
    invite(administrator, london, Role.SUPERVISOR)
    newcomer = make_person(NEW)
    set_factor(newcomer)
    assert not newcomer.grants.in_force().exists()
    grant = newcomer.grants.proposed().get()
    with pytest.raises(NotPermitted):
        services.approve(administrator, grant)
    services.approve(privacy_officer, grant)


def test_what_was_withdrawn_over_or_sent_by_somebody_who_left_gives_nothing(
    administrator: User, london: Office, privacy_officer: User
) -> None:
    invitations.withdraw(administrator, invite(administrator, london))
    newcomer = make_person(NEW)
    set_factor(newcomer)
    assert not newcomer.grants.exists()
    invite(administrator, london)
    with clock.at(clock.now() + dt.timedelta(days=15)):
        assert invitations.accept_waiting(newcomer) == []
    services.revoke(privacy_officer, administrator.grants.get())
    assert invitations.accept_waiting(newcomer) == []
    assert not newcomer.grants.exists()
    with clock.at(clock.now() + dt.timedelta(days=60)):
        assert invitations.forget_old() == 2


def test_one_invites_only_to_ones_own_office_and_never_oneself(administrator: User, london: Office) -> None:
    local = make_staff("local@example.org", Role.ADMINISTRATOR, london)
    with pytest.raises(NotPermitted):
        invite(local, None)
    with pytest.raises(NotPermitted):
        invitations.invite(local, local.email, Role.EDITOR, office=london, language="", months=12)
    row = invite(administrator, None)
    with pytest.raises(NotPermitted):
        invitations.withdraw(local, row)


def test_leaving_ends_everything_and_gives_the_cases_back(
    client: Client, administrator: User, officer: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    assign(case, officer, actor=officer)
    session = Client()
    session.force_login(officer)
    assert session.get("/staff/").status_code == 200
    UserSession.objects.get_or_create(
        user=officer, session_key=session.session.session_key, defaults={"ip": "127.0.0.1", "user_agent": ""}
    )
    client.force_login(administrator)
    page = client.get(f"/staff/people/{officer.pk}/left/").content.decode()
    assert "Case officer" in page
    assert_valid_html(page)
    answer = client.post(f"/staff/people/{officer.pk}/left/", follow=True).content.decode()
    assert "Roles withdrawn: 1. Sessions ended: 1. Cases given back: 1." in answer
    officer.refresh_from_db()
    assert not officer.is_staff
    assert not officer.grants.in_force().exists()
    assert session.get("/staff/").status_code == 302
    case.refresh_from_db()
    assert (case.assignee, case.state) == (None, State.OPEN)
    assert Departure.objects.get().cases == 1
    assert client.post(f"/staff/people/{officer.pk}/left/").status_code == 404


def test_an_office_ends_only_what_is_its_own(
    administrator: User, officer: User, london: Office, member: User
) -> None:
    tokyo = Office.objects.create(slug="tokyo", country="JP", region="asia-pacific", time_zone="Asia/Tokyo")
    local = make_staff("local@example.org", Role.ADMINISTRATOR, london)
    services.propose(
        administrator, officer, Role.EDITOR, office=tokyo, language="", term=dt.timedelta(days=9)
    )
    with pytest.raises(NotPermitted):
        leaving.left(local, officer)
    with pytest.raises(NotPermitted):
        leaving.left(local, local)
    with pytest.raises(Conflict):
        leaving.left(administrator, member)
    leaving.left(administrator, officer)
    assert not officer.grants.in_force().exists()


def test_what_a_leaver_proposed_is_not_approved_later(
    administrator: User, privacy_officer: User, member: User
) -> None:
    second = make_staff("second@example.org", Role.ADMINISTRATOR)
    grant = services.propose(
        administrator, member, Role.SUPERVISOR, office=None, language="", term=dt.timedelta(days=9)
    )
    leaving.left(second, administrator)
    with pytest.raises(Conflict):
        services.approve(privacy_officer, grant)
