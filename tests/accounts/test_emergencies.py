"""Break-glass: two people, one hour, told to the privacy officers, and no lasting power out of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.accounts.staff import emergencies, services
from legation.accounts.staff.models import EmergencyReason
from legation.accounts.staff.permissions import has_role
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from tests.accessibility import assert_valid_html
from tests.accounts.test_renewals import mailed
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
REASON = EmergencyReason.DANGER


@pytest.fixture
def tokyo(db: None) -> Office:
    return Office.objects.create(slug="tokyo", country="JP", region="asia-pacific", time_zone="Asia/Tokyo")


def test_a_second_person_opens_it_for_an_hour(
    client: Client, officer: User, tokyo: Office, security_officer: User, privacy_officer: User
) -> None:
    client.force_login(officer)
    data = {"role": "case officer", "office": tokyo.pk, "reason": REASON}
    assert client.post("/staff/emergency/", data).status_code == 302
    assert not has_role(officer, Role.CASE_OFFICER, office=tokyo)
    row = emergencies.visible_to(officer).get()
    assert mailed("An emergency grant is asked for") == [privacy_officer.email, security_officer.email]
    assert client.post(f"/staff/emergency/{row.pk}/open/").status_code == 302
    assert not has_role(officer, Role.CASE_OFFICER, office=tokyo), "nobody opens it for themselves"
    desk = Client()
    desk.force_login(security_officer)
    page = desk.get("/staff/emergency/").content.decode()
    assert "Open for one hour" in page
    assert_valid_html(page)
    desk.post(f"/staff/emergency/{row.pk}/open/")
    assert has_role(officer, Role.CASE_OFFICER, office=tokyo)
    assert mailed("An emergency grant was opened") == [privacy_officer.email]
    assert LedgerRecord.objects.filter(action="grant.emergency-opened").exists()
    with clock.at(clock.now() + 61 * MINUTE):
        assert not has_role(officer, Role.CASE_OFFICER, office=tokyo)
        assert officer.grants.in_force().count() == 1


def test_a_privacy_officer_who_had_no_part_looks_at_it(
    officer: User, tokyo: Office, privacy_officer: User, second_privacy_officer: User, administrator: User
) -> None:
    row = emergencies.ask(officer, Role.CASE_OFFICER, tokyo, REASON)
    with pytest.raises(Conflict):
        emergencies.look_at(second_privacy_officer, row)
    emergencies.open_for(privacy_officer, row)
    for person in (privacy_officer, officer, administrator):
        with pytest.raises(NotPermitted):
            emergencies.look_at(person, row)
    emergencies.look_at(second_privacy_officer, row)
    row.refresh_from_db()
    assert row.seen_by == second_privacy_officer


def test_what_is_not_opened_within_the_hour_lapses(officer: User, tokyo: Office, administrator: User) -> None:
    row = emergencies.ask(officer, Role.CASE_OFFICER, tokyo, REASON)
    with clock.at(clock.now() + 61 * MINUTE), pytest.raises(Conflict):
        emergencies.open_for(administrator, row)
    emergencies.end(officer, row)
    with pytest.raises(Conflict):
        emergencies.open_for(administrator, row)


def test_no_lasting_power_comes_out_of_it(
    officer: User, member: User, tokyo: Office, administrator: User
) -> None:
    for role in (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER):
        with pytest.raises(NotPermitted):
            emergencies.ask(officer, role, tokyo, REASON)
    with pytest.raises(NotPermitted):
        emergencies.ask(member, Role.EDITOR, tokyo, REASON)
    row = emergencies.ask(officer, Role.SUPERVISOR, tokyo, REASON)
    with pytest.raises(Conflict):
        services.approve(administrator, row.grant)
    emergencies.open_for(administrator, row)
    other = make_staff("other@example.org", Role.EDITOR, tokyo)
    asked = emergencies.ask(other, Role.CASE_OFFICER, tokyo, REASON)
    with pytest.raises(NotPermitted):
        emergencies.open_for(officer, asked)


def test_another_office_sees_nothing_of_it(client: Client, officer: User, tokyo: Office) -> None:
    row = emergencies.ask(make_staff("o@example.org", Role.EDITOR, tokyo), Role.SUPERVISOR, tokyo, REASON)
    client.force_login(officer)
    assert "o@example.org" not in client.get("/staff/emergency/").content.decode()
    for act in ("open", "end", "seen"):
        assert client.post(f"/staff/emergency/{row.pk}/{act}/").status_code == 404
    assert client.post("/staff/emergency/", {"role": "king", "office": "0"}).status_code == 422
