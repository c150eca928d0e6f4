"""Applications under machines: without a proof of work fewer are taken; a member with their own address is spared it."""

from __future__ import annotations

import html
import json
import re

import pytest
from allauth.account.models import EmailAddress
from altcha.v1 import solve_challenge
from django.test import Client

from legation.accounts.models import User
from legation.casework.applications import views
from legation.casework.cases.models import Case
from legation.defence.bots import services
from legation.defence.bots.pace import Pace
from tests.casework.applications.conftest import begin, fill_in, token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "EASY", 300)
    monkeypatch.setattr(views, "PACE", Pace("application", proven=(3, 50), unproven=(1, 50)))


def challenge_of(page: str) -> dict[str, object] | None:
    found = re.search(r'data-proof="([^"]+)"', page)
    asked: dict[str, object] | None = json.loads(html.unescape(found[1])) if found else None
    return asked


def proof_for(asked: dict[str, object]) -> str:
    found = solve_challenge(
        str(asked["challenge"]), str(asked["salt"]), "SHA-256", int(str(asked["maxNumber"])), 0
    )
    assert found
    return json.dumps({**{name: asked[name] for name in services.TEXTS}, "number": found.number})


def sent(client: Client, *, prove: bool) -> int:
    """One application from eligibility to the button; the answer's status."""
    check = fill_in(client, begin(client))
    page = client.get(check).content.decode()
    asked = challenge_of(page)
    assert not prove or asked
    proof = proof_for(asked) if prove and asked else ""
    return client.post(check, {"form_token": token(page), "step": "send", "proof_of_work": proof}).status_code


def test_nobody_needs_a_proof_and_with_one_more_is_taken(client: Client, service: str) -> None:
    before = Case.objects.count()
    assert [sent(client, prove=False) for _one in range(2)] == [302, 429]
    assert [sent(client, prove=True) for _one in range(4)] == [302, 302, 302, 429]
    assert Case.objects.count() == before + 4


def test_who_is_refused_loses_nothing_and_reads_why(client: Client, service: str) -> None:
    assert sent(client, prove=False) == 302
    check = fill_in(client, begin(client))
    page = client.get(check).content.decode()
    refused = client.post(check, {"form_token": token(page), "step": "send"})
    assert refused.status_code == 429
    again = refused.content.decode()
    assert "Very much was sent from where you are" in again
    asked = challenge_of(again)
    assert asked
    proof = {"form_token": token(again), "step": "send", "proof_of_work": proof_for(asked)}
    assert client.post(check, proof).status_code == 302


def test_a_member_with_their_own_address_is_spared(client: Client, service: str, member: User) -> None:
    client.force_login(member)
    assert [sent(client, prove=False) for _one in range(3)] == [302, 302, 302]
    check = fill_in(client, begin(client))
    assert challenge_of(client.get(check).content.decode()) is None
    EmailAddress.objects.filter(user=member).update(verified=False)
    assert challenge_of(client.get(check).content.decode())
