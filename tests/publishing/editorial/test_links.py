"""Links are found, tried politely, and called broken only when that is certain."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.publishing.editorial import checking, links
from legation.publishing.editorial.checking import Checker
from legation.publishing.editorial.models import CheckedLink, LinkPlace, LinkState
from legation.publishing.models import NewsPage
from tests.publishing.conftest import Joint

GOOD, BAD = "https://good.example/", "https://bad.example/a"


@pytest.fixture
def page(joint: Joint) -> NewsPage:
    text = f'See <a href="{GOOD}">the <b>good</b> one</a> and <a href="{BAD}">the bad one</a>'
    found = joint.news("Links", text)
    CheckedLink.objects.all().delete()
    links.note_all()
    CheckedLink.objects.exclude(address__in=[GOOD, BAD]).delete()
    return found


class Net:
    """Other servers; whatever has no status is silent."""

    def __init__(self, **statuses: int) -> None:
        self.statuses = statuses
        self.asked: list[tuple[str, str]] = []

    def __call__(self, method: str, address: str) -> int:
        self.asked.append((method, address))
        name = address.split("/")[2].split(".", maxsplit=1)[0]
        if name not in self.statuses:
            raise Unavailable("silent")
        return self.statuses[name]


def run(net: Net) -> list[float]:
    pauses: list[float] = []
    Checker(net, pauses.append).run()
    return pauses


def state(address: str) -> str:
    return CheckedLink.objects.get(address=address).state


def test_an_address_that_cannot_be_read_keeps_no_other_from_being_tried(page: NewsPage) -> None:
    CheckedLink.objects.create(address="https://[::1")
    net, pauses = Net(good=200, bad=404), list[float]()

    def ask(method: str, address: str) -> int:
        return checking.ask(method, address) if "[" in address else net(method, address)

    Checker(ask, pauses.append).run()
    assert state(GOOD) == LinkState.WORKS
    assert CheckedLink.objects.get(address="https://[::1").checked_at


def test_broken_after_three_different_days(page: NewsPage) -> None:
    net = Net(good=200, bad=404)
    start = clock.now()
    for day in range(3):
        with clock.at(start + dt.timedelta(days=day)):
            run(net)
        assert state(GOOD) == LinkState.WORKS
        assert state(BAD) == (LinkState.BROKEN if day == 2 else LinkState.FAILING)
    assert ("HEAD", BAD) in net.asked
    assert ("GET", BAD) in net.asked
    assert ("GET", GOOD) not in net.asked
    link = CheckedLink.objects.get(address=BAD)
    assert (link.status, link.failing_since) == (404, start)
    with clock.at(start + dt.timedelta(days=3)):
        run(Net(good=200, bad=200))
    assert state(BAD) == LinkState.WORKS


def test_twice_on_one_day_counts_once_and_nothing_is_asked_too_often(page: NewsPage) -> None:
    net = Net(good=200, bad=500)
    run(net)
    asked = len(net.asked)
    run(net)
    assert len(net.asked) == asked
    CheckedLink.objects.update(checked_at=None)
    run(net)
    assert CheckedLink.objects.get(address=BAD).failed_days == 1


def test_without_internet_nobody_is_blamed(page: NewsPage) -> None:
    run(Net())
    assert state(BAD) == LinkState.UNREACHABLE
    assert CheckedLink.objects.get(address=BAD).failed_days == 0
    CheckedLink.objects.update(checked_at=None)
    run(Net(good=200))
    assert state(BAD) == LinkState.FAILING


def test_the_same_host_rests_between_questions(page: NewsPage) -> None:
    for count in range(3):
        address = f"{GOOD}{count}"
        CheckedLink.objects.create(digest=str(count), address=address)
    assert run(Net(good=200, bad=200)) == [checking.PAUSE] * 3


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("page:999999", False),
        ("page:x", False),
        ("document:999999", False),
        ("/en/", True),
        ("/en/offices/london/", True),
        ("/en/search/?q=a", True),
        ("/en/offices/nowhere/", False),
        ("/nowhere/at/all", False),
    ],
)
def test_links_within_the_site(joint: Joint, address: str, leads: bool) -> None:
    assert checking.leads_somewhere(address) is leads


def test_private_hosts_are_not_asked() -> None:
    with pytest.raises(Unavailable):
        checking.ask("HEAD", "https://127.0.0.1/")


def test_places_follow_the_pages(page: NewsPage) -> None:
    assert LinkPlace.objects.get(link__address=GOOD).text == "the good one"
    page.unpublish()
    links.note_all()
    assert not CheckedLink.objects.filter(address__in=[GOOD, BAD]).exists()


def test_the_desk_of_the_office(page: NewsPage, editor: User, officer: User) -> None:
    run(Net(good=200, bad=404))
    client = Client()
    client.force_login(editor)
    shown = client.get(reverse("editorial_links")).text
    assert BAD in shown
    assert GOOD not in shown
    assert GOOD in client.get(reverse("editorial_links"), {"all": "1"}).text
    assert client.get(reverse("editorial_desk")).status_code == 200
    client.force_login(officer)
    assert client.get(reverse("editorial_links")).status_code == 403
