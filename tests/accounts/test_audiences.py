"""The matrix role × route, whole: what each route says of its audience is what it does, asked with real
sessions, by GET and by POST."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from legation.accounts.audiences.controls import SABOTAGED, RoutesAnswerAsDeclared, address, let_in
from legation.accounts.audiences.matrix import EVERYBODY, MEMBER, ROLES, STRANGER, declared, opened_by
from legation.accounts.models import Role, User
from legation.assurance.inside import InsideSite
from legation.web.audience import Audience, Kind, Route
from tests.conftest import make_person, make_staff

pytestmark = pytest.mark.django_db


@contextmanager
def undone() -> Iterator[None]:
    """What a request changes is taken back, so that the next meets the same site."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """One signed-in browser for each role, held for all offices; a member; a stranger."""
    cache.clear()
    found = {STRANGER: Client(), MEMBER: Client()}
    found[MEMBER].force_login(make_person("nobody@example.org"))
    for role in Role:
        found[role.value] = Client()
        found[role.value].force_login(make_staff(f"{role.value.replace(' ', '-')}@example.org", role))
    return found


def lies(clients: dict[str, Client], found: Iterable[tuple[Route, Audience]]) -> list[str]:
    """Answers that are not as declared; a method that nobody may use is none."""
    wrong = []
    for route, audience in found:
        path = address(route)
        assert path is not None, route
        for who, client in clients.items():
            for method in ("GET", "POST"):
                with undone():
                    answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
                entered = let_in(answer.status_code, answer.headers.get("Location", ""))
                if answer.status_code != 405 and entered != (who in opened_by(audience)):
                    wrong.append(f"{method} {path} {who}: {answer.status_code}")
    return wrong


def desks() -> list[tuple[Route, Audience]]:
    kinds = (Kind.ROLE, Kind.STAFF)
    return [(route, said) for route, said in declared() if said.kind in kinds and route.is_own]


def test_every_desk_lets_in_exactly_those_it_is_for(clients: dict[str, Client]) -> None:
    assert len(desks()) > 60
    assert lies(clients, desks()) == []


def test_every_account_page_asks_strangers_to_sign_in(clients: dict[str, Client]) -> None:
    pages = [(route, said) for route, said in declared() if said.kind is Kind.MEMBER]
    assert len(pages) > 15
    wrong = []
    for route, _said in pages:
        path = address(route)
        assert path is not None
        sent = {}
        for who in (STRANGER, MEMBER):
            with undone():
                answer = clients[who].get(path)
                if answer.status_code == 405:
                    answer = clients[who].post(path)
            sent[who] = "/account/login/" in answer.headers.get("Location", "")
        if sent != {STRANGER: True, MEMBER: False}:
            wrong.append(f"{path}: {sent}")
    assert wrong == []


def test_nothing_for_everybody_asks_for_an_account(clients: dict[str, Client]) -> None:
    kinds = (Kind.PUBLIC, Kind.LINK, Kind.MACHINE, Kind.DEMONSTRATION)
    found = [(route, said) for route, said in declared() if said.kind in kinds and address(route)]
    assert len(found) > 60
    wrong = []
    for route, _said in found:
        path = address(route)
        assert path is not None
        if route.name.startswith(("wagtailcore_", "mfa_authenticate", "mfa_login_")):
            continue  # these lead to the sign-in form, which is for everybody
        with undone():
            answer = clients[STRANGER].get(path)
        if "/account/login/" in answer.headers.get("Location", ""):
            wrong.append(path)
    assert wrong == []


def test_a_route_without_its_guard_is_a_lie(clients: dict[str, Client], inside: InsideSite) -> None:
    with RoutesAnswerAsDeclared().sabotage(inside):
        open_now = [(route, said) for route, said in desks() if route.name == SABOTAGED]
        assert {line.split()[2].rstrip(":") for line in lies(clients, open_now)} >= {"editor", "translator"}
    assert lies(clients, [(route, said) for route, said in desks() if route.name == SABOTAGED]) == []


def test_auditors_read_the_matrix_and_take_it_away(client: Client, privacy_officer: User) -> None:
    client.force_login(privacy_officer)
    page = client.get("/staff/audiences/").content.decode()
    assert "/staff/disclosures/{row_id}/deliver/" in page
    assert "/{language}/account/export/" in page
    narrowed = client.get("/staff/audiences/", {"who": "editor"}).content.decode()
    assert "/staff/disclosures/" not in narrowed.split("<main")[1]
    assert "/staff/editorial/" in narrowed
    assert client.get("/staff/audiences/", {"who": "the king"}).status_code == 422
    rows = {row["name"]: row for row in client.get("/staff/audiences.json").json()["routes"]}
    assert rows["disclosure_deliver"]["opened_by"] == ["privacy officer"]
    assert rows["member_export"]["opened_by"] == [MEMBER, *ROLES]
    table = list(csv.DictReader(io.StringIO(client.get("/staff/audiences.csv").content.decode())))
    assert len(table) >= len(rows)  # libraries use some names twice
    line = next(row for row in table if row["name"] == "disclosure_deliver")
    assert [who for who in EVERYBODY if line[who] == "yes"] == ["privacy officer"]
