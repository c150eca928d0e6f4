"""Letters ready to be sent, each with a token, a number and a proof of work of its own, as `application/
x-www-form-urlencoded`: `python -m bench.written FOLDER FILES COUNT` writes FILES files of COUNT lines.

LEGATION_DATA names the data folder of the site that they are for.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path
from urllib.parse import urlencode

import django

django.setup()

from altcha.v1 import solve_challenge  # noqa: E402  # after the set-up
from django.core import signing  # noqa: E402

from legation.casework.mailbox.journey import SUBMISSION_SALT  # noqa: E402
from legation.defence.bots import services as bots  # noqa: E402
from legation.web.forgery import issue_token  # noqa: E402

bots.EASY = bots.HARD = 1  # the visitor's device does that work, not the server
LETTER = {
    "name": "林 測試",
    "country": "GB",
    "office": "london",
    "matter": "question",
    "words-letter": "Dear Minister,\r\nwhen does the office open on public holidays? 請問何時開放？\r\n" * 8,
    "statement": "on",
    "website": "",
    "step": "send",
}


def proof(form: str) -> str:
    """As the script sends it."""
    asked = json.loads(bots.issue(form))
    found = solve_challenge(asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"], 0)
    return json.dumps({**{name: asked[name] for name in bots.TEXTS}, "number": found.number if found else 0})


def body(token: str) -> str:
    """One letter of one writer."""
    submission = secrets.token_hex(16)
    fields = {
        "email": f"{submission}@example.org",
        "form_token": token,
        "submission": signing.dumps(submission, salt=SUBMISSION_SALT),
        "proof_of_work": proof(submission),
    }
    return urlencode({**LETTER, **fields})


def main(folder: Path, files: int, count: int) -> None:
    """Write them."""
    token = issue_token("letter_write")
    for number in range(files):
        (folder / f"letters-{number}").write_text("\n".join(body(token) for _ in range(count)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
