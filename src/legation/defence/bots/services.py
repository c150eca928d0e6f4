"""Proof of work of the ALTCHA kind: made, signed and checked here, without a third party or a cookie.

The visitor's device looks for a number; that takes it a moment, and a sender of thousands a computer for
each. Whoever runs no script sends without a proof: the form then takes less from one connection.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import cast
from urllib.parse import parse_qs

from altcha.v1 import ChallengeOptions, PayloadType, create_challenge, verify_solution
from django.conf import settings
from django.http import HttpRequest

from legation.accounts.limits.services import Attempt, Limit
from legation.defence.bots.load import Load
from legation.kernel import clock
from legation.kernel.keys import master_key

FIELD = "proof_of_work"
VALID = dt.timedelta(hours=2)
LONGEST = 600
EASY, HARD = 30_000, 500_000  # tries at most; half of them on average
CALM = 60  # forms a minute and process; beyond, the work grows with them
ONCE = Limit("proof of work", 1, int(VALID.total_seconds()) + 60)
TEXTS = ("algorithm", "challenge", "salt", "signature")
_load = Load()


def issue(form: str) -> str:
    """A challenge (JSON) for one filled-in form, named by `form`; it ends after two hours."""
    made = create_challenge(
        ChallengeOptions(
            max_number=difficulty(_load.count()),
            hmac_key=_key(),
            expires=clock.now() + VALID,
            params={"form": _short(form)},
        )
    )
    return json.dumps(made.to_dict())


def difficulty(forms: int) -> int:
    """The most tries that a challenge takes when `forms` were asked for within the minute."""
    return min(HARD, EASY * max(1, forms // CALM))


def carried(request: HttpRequest, form: str) -> Attempt | None:
    """The use of the proof that the request carries, to be counted with the caller's transaction; None where
    there is no proof that was made for this form and in time."""
    return _use(request.POST.get(FIELD, ""), form)


def counts(proof: str, form: str) -> bool:
    """Whether the proof was made for this form, in time, and not used before; it is used by this, with the
    caller's transaction."""
    use = _use(proof, form)
    return use is not None and not use.exceeded()


def solved(proof: str, form: str) -> bool:
    """Whether the proof was made for this form and in time; nothing is noted. For a form that is taken once
    only."""
    return _solved(proof, form) is not None


def _use(proof: str, form: str) -> Attempt | None:
    answer = _solved(proof, form)
    return ONCE.by(answer["signature"]) if answer else None


def _solved(proof: str, form: str) -> PayloadType | None:
    answer = _read(proof)
    if answer is None or not verify_solution(answer, _key(), check_expires=False)[0]:
        return None
    told = parse_qs(answer["salt"].partition("?")[2])
    in_time = float(told.get("expires", ["0"])[0]) > clock.now().timestamp()
    return answer if in_time and told.get("form") == [_short(form)] else None


def _read(text: str) -> PayloadType | None:
    """What the script sends, when it has the shape that it has to have."""
    try:
        found = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("number"), int):
        return None
    if any(not isinstance(found.get(name), str) or not found[name].isascii() for name in TEXTS):
        return None  # other signs are not ours, and a lone surrogate cannot be hashed
    return cast(PayloadType, found)


def _key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive("proof of work")


def _short(form: str) -> str:
    return hashlib.sha256(form.encode()).hexdigest()[:32]
