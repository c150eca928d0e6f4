"""Proof of work: signed, for one form, in time, once; whatever else is sent counts for nothing."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from altcha.v1 import solve_challenge
from django.http import HttpRequest
from django.test import RequestFactory

from legation.defence.bots import services
from legation.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "EASY", 500)


def proven(request: HttpRequest, form: str) -> bool:
    use = services.carried(request, form)
    return use is not None and not use.exceeded()


def posted(proof: object) -> HttpRequest:
    text = proof if isinstance(proof, str) else json.dumps(proof)
    return RequestFactory().post("/en/mailbox/", {"proof_of_work": text})


def solved(form: str) -> dict[str, object]:
    """What the script sends, as ALTCHA's own solver finds it."""
    asked = json.loads(services.issue(form))
    found = solve_challenge(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"], 0)
    assert found is not None
    kept = {name: asked[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return {**kept, "number": found.number}


def test_a_proof_counts_once() -> None:
    proof = solved("form 1")
    assert proven(posted(proof), "form 1")
    assert not proven(posted(proof), "form 1")


def test_a_proof_of_another_form_counts_for_nothing() -> None:
    assert not proven(posted(solved("form 1")), "form 2")


def test_a_proof_ends() -> None:
    proof = solved("form 1")
    with clock.at(clock.now() + services.VALID + dt.timedelta(seconds=1)):
        assert not proven(posted(proof), "form 1")
    later = str(proof["salt"]).replace("expires=", "expires=9", 1)
    assert not proven(posted({**proof, "salt": later}), "form 1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 10**9},
        {"number": True},
        {"number": "1"},
        {"number": None},
        {"signature": "0" * 64},
        {"challenge": "0" * 64},
        {"algorithm": "MD5"},
        {"algorithm": ["SHA-256"]},
        {"salt": "x?form=1"},
        {"salt": "\ud800"},
        {"signature": "\ud800"},
    ],
)
def test_what_was_made_up_counts_for_nothing(wrong: dict[str, object]) -> None:
    assert not proven(posted({**solved("form 1"), **wrong}), "form 1")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", "[" * 500, "{}", "\x00", '"' + "x" * 10_000])
def test_rubbish_is_no_error(text: str) -> None:
    assert not proven(posted(text), "form 1")


def test_the_work_grows_with_what_is_asked_for() -> None:
    asked = [services.difficulty(forms) for forms in (0, services.CALM, 3 * services.CALM, 10**9)]
    assert asked == [services.EASY, services.EASY, 3 * services.EASY, services.HARD]
