"""A role counts for its office: whoever holds it elsewhere is refused at the addresses of London's things."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from legation.accounts.models import Grant, Role, User
from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.cases.services import Opening, open_case
from legation.offices.models import Office
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db

ROLES = (Role.CASE_OFFICER, Role.SUPERVISOR, Role.PUBLISHER, Role.ADMINISTRATOR)
DESK_ACTS = ("assign", "note", "ask", "reply", "return", "approve", "reject", "close")


@pytest.fixture
def tokyo(db: None) -> Office:
    return Office.objects.create(slug="tokyo", country="JP", time_zone="Asia/Tokyo", languages=["en"])


@pytest.fixture
def londons_case(london: Office, member: User) -> Case:
    opening = Opening(
        kind=Kind.LETTER,
        matter=Matter.QUESTION,
        language="en",
        name="王小明",
        email=member.email,
        submission="one letter",
        office=london,
        subject=member.subject,
        member=member,
    )
    return open_case(opening)[0]


@pytest.mark.parametrize("role", ROLES)
def test_the_things_of_london_are_closed_to_tokyo(
    role: Role, london: Office, tokyo: Office, londons_case: Case, member: User
) -> None:
    theirs, ours = Client(), Client()
    theirs.force_login(make_staff("tokyo@example.org", role, tokyo))
    ours.force_login(make_staff("london@example.org", role, london))
    number = londons_case.number
    addresses = [
        reverse("case_desk_show", args=[number]),
        *(reverse("case_desk_act", args=[number, act]) for act in DESK_ACTS),
        reverse("office_desk", args=[london.slug]),
        reverse("staff_member", args=[member.pk]),
        reverse("staff_member_suspend", args=[member.pk]),
    ]
    before = Case.objects.values().get()
    for address in addresses:
        for method in ("GET", "POST"):
            answer = theirs.generic(method, address, content_type="application/x-www-form-urlencoded")
            assert answer.status_code in (403, 404, 405), f"{method} {address}"
    assert Case.objects.values().get() == before
    opened = [ours.get(address).status_code for address in addresses]
    assert 200 in opened, "the role opens something of its own office, or the refusals above say nothing"


def test_an_administrator_of_tokyo_decides_nothing_about_londons_grants(
    london: Office, tokyo: Office, editor: User
) -> None:
    theirs = Client()
    theirs.force_login(make_staff("tokyo@example.org", Role.ADMINISTRATOR, tokyo))
    grant = Grant.objects.get(user=editor)
    for route in ("staff_grant_approve", "staff_grant_revoke"):
        theirs.post(reverse(route, args=[grant.pk]))
    assert editor.grants.in_force().exists()
    assert editor.email not in theirs.get("/staff/grants/").content.decode()
