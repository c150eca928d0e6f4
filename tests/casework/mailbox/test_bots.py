"""The mailbox under machines: what a proof of work opens, and that nobody needs one."""

from __future__ import annotations

import html
import json
import re

import pytest
from altcha.v1 import solve_challenge
from django.test import Client

from legation.casework.cases.models import Case
from legation.casework.mailbox import sending
from legation.defence.bots import services
from legation.defence.bots.pace import Pace
from tests.casework.writing import LETTER, form_of, hidden

pytestmark = [pytest.mark.django_db]
PATHS = {
    "/en/mailbox/": LETTER,
    "/ar/policy/contact/": {
        "name": "",
        "email": "asker@example.org",
        "words-question": "Why?",
        "website": "",
    },
}


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "EASY", 300)
    monkeypatch.setattr(sending, "PACE", Pace("letter", proven=(4, 50), unproven=(2, 50)))


def checked(client: Client, path: str, answers: dict[str, str]) -> tuple[dict[str, str], dict[str, object]]:
    """The hidden fields of the page that sends, and its challenge."""
    page = client.post(path, {**answers, **form_of(client, path), "step": "check"}).content.decode()
    asked = re.search(r'data-proof="([^"]+)"', page)
    assert asked
    fields = {name: hidden(page, name) for name in ("form_token", "submission", "proof_of_work")}
    return fields, json.loads(html.unescape(asked[1]))


def proof_for(asked: dict[str, object]) -> str:
    found = solve_challenge(
        str(asked["challenge"]), str(asked["salt"]), "SHA-256", int(str(asked["maxNumber"])), 0
    )
    assert found
    kept = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return json.dumps({**kept, "number": found.number})


def sent(client: Client, path: str, name: str, *, prove: bool, proof: str = "") -> tuple[int, str]:
    answers = {**PATHS[path], "name": name}
    fields, asked = checked(client, path, answers)
    fields["proof_of_work"] = proof or (proof_for(asked) if prove else "")
    answer = client.post(path, {**answers, **fields, "step": "send"})
    return answer.status_code, fields["proof_of_work"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_needs_a_proof_and_with_one_more_is_taken(client: Client, path: str) -> None:
    assert [sent(client, path, f"A{number}", prove=False)[0] for number in range(3)] == [302, 302, 429]
    assert [sent(client, path, f"B{number}", prove=True)[0] for number in range(5)] == [302] * 4 + [429]
    assert Case.objects.count() == 6


def test_a_proof_that_was_used_opens_nothing_more(client: Client) -> None:
    _status, proof = sent(client, "/en/mailbox/", "first", prove=True)
    again = [sent(client, "/en/mailbox/", f"C{number}", prove=False, proof=proof)[0] for number in range(3)]
    assert again == [302, 302, 429]


def test_sending_the_same_again_is_neither_counted_nor_refused(client: Client) -> None:
    fields, asked = checked(client, "/en/mailbox/", LETTER)
    fields["proof_of_work"] = proof_for(asked)
    answers = [client.post("/en/mailbox/", {**LETTER, **fields, "step": "send"}) for _again in range(9)]
    assert {answer.status_code for answer in answers} == {302}
    assert Case.objects.count() == 1


def test_the_page_says_why_and_runs_nothing_inline(client: Client) -> None:
    page = client.post(
        "/en/mailbox/", {**LETTER, **form_of(client, "/en/mailbox/"), "step": "check"}
    ).content.decode()
    assert "Without script there is no sum" in page
    assert re.search(r'<script src="/static/bots/proof[^"]*" defer></script>', page)
    assert not re.search(r"<script(?![^>]*src=)", page)
