"""Saved pages and alerts by e-mail against real pages: what is public, what goes live, and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from legation.accounts.members import following
from legation.accounts.members.models import FollowedOffice, SavedPage
from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.publishing import membership
from legation.publishing.models import AlertIndexPage, AlertPage, SitePage
from tests.publishing.conftest import Joint

pytestmark = pytest.mark.django_db


def alert(title: str, **fields: Any) -> AlertPage:
    parent = AlertIndexPage.objects.get(locale__language_code="en", office__slug="london")
    page = AlertPage(title=title, slug=title.lower(), summary="Stay inside.", level="warning", **fields)
    page.classification = fields.get("classification", Classification.PUBLIC)
    parent.add_child(instance=page)
    return page


@pytest.fixture
def follower(joint: Joint, member: User, london: Office) -> User:
    membership.tell_of_alerts()  # those of the demonstration are no news to who follows later
    FollowedOffice.objects.create(user=member, office=london, since=clock.now())
    return member


def test_an_alert_is_mailed_when_it_goes_live_and_once(follower: User) -> None:
    assert membership.tell_of_alerts() == 0
    page = alert("Storm")
    assert membership.tell_of_alerts() == 1
    assert membership.tell_of_alerts() == 0
    text = deliver(OutgoingMail.objects.latest("id"), ["text"])["text"]
    assert "Stay inside." in text
    assert page.url in text
    assert "Warning: Storm" in OutgoingMail.objects.latest("id").title


def test_nothing_is_mailed_before_it_is_public(follower: User) -> None:
    soon = clock.now() + dt.timedelta(hours=2)
    alert("Draft", live=False)
    alert("Secret", classification=Classification.INTERNAL)
    alert("Embargoed", embargo_until=soon)
    alert("Later", starts_at=soon)
    alert("Over", ends_at=clock.now() - dt.timedelta(minutes=1))
    assert membership.tell_of_alerts() == 0
    with clock.at(soon + dt.timedelta(minutes=1)):
        assert membership.tell_of_alerts() == 2
    assert sorted(OutgoingMail.objects.values_list("title", flat=True)) == [
        "Warning: Embargoed",
        "Warning: Later",
    ]


def test_who_follows_later_is_not_told_of_what_is_live_already(
    joint: Joint, member: User, london: Office
) -> None:
    alert("Storm")
    membership.tell_of_alerts()
    following.follow(member, london)
    assert membership.tell_of_alerts() == 0


def test_only_what_everybody_may_see_can_be_saved(joint: Joint, client: Client, member: User) -> None:
    client.force_login(member)
    office = SitePage.objects.get(slug="london", locale__language_code="en", depth=4)
    place = "/en/account/saved/add/"
    page = client.get(office.url).content.decode()
    assert f'href="{place}?page={office.url}"' in page
    assert client.post(place, {"page": office.url}).status_code == 302
    shown = client.get("/en/account/saved/").content.decode()
    assert office.title in shown
    hidden = joint.news("Hidden", classification=Classification.INTERNAL)
    for address in (hidden.url, f"https://evil.example{office.url}", "/en/search/", "/staff/", "/"):
        assert client.get(place, {"page": address}).status_code == 404, address
    assert SavedPage.objects.count() == 1
    SitePage.objects.filter(pk=office.pk).update(classification=Classification.INTERNAL)
    assert office.title not in client.get("/en/account/saved/").content.decode().partition("<main")[2]


def test_public_pages_stay_the_same_for_everybody(joint: Joint, client: Client, member: User) -> None:
    path = "/en/offices/london/"
    stranger = Client().get(path)
    client.force_login(member)
    assert client.get(path).content == stranger.content
    assert not stranger.cookies
    assert "page:" in stranger["Legation-Tags"]
