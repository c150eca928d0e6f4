"""What the storm does inside the installation: submissions ready to be sent, and what became of them.

`written COUNT` prints one submission a line (JSON); `judged` reads a list of addresses (JSON) that were told
"sent" and prints what is wrong, one sentence a line; `whole` prints the faults of the record of acts.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import django

django.setup()

from django.core import signing  # noqa: E402  # after the set-up
from django.db import transaction  # noqa: E402

from legation.casework.applications.models import Application  # noqa: E402
from legation.casework.cases.models import Case, Kind  # noqa: E402
from legation.casework.mailbox.journey import SUBMISSION_SALT  # noqa: E402
from legation.ledger.models import LedgerMention  # noqa: E402
from legation.ledger.verify import verify  # noqa: E402
from legation.mail.models import OutgoingMail  # noqa: E402
from legation.privacy.sealing import lookup_hash  # noqa: E402
from legation.questions import views as pages  # noqa: E402
from legation.questions.services import drafts  # noqa: E402
from legation.questions.services.forms import publish  # noqa: E402
from legation.web.forgery import issue_token  # noqa: E402

SERVICE = "document-authentication"
FORM: dict[str, object] = {
    "languages": ["en"],
    "title": {"en": "Storm"},
    "steps": [
        {
            "id": "about",
            "title": {"en": "About you"},
            "questions": [
                {"id": "full-name", "kind": "text", "role": "name", "label": {"en": "Name"}},
                {"id": "email", "kind": "email", "role": "email", "label": {"en": "E-mail"}},
            ],
        }
    ],
}
LETTER = {"name": "林 測試", "matter": "question", "words-letter": "Dear Minister …", "statement": "on"}


def written(count: int) -> Iterator[dict[str, str]]:
    """Four letters and one application in turn, each of a writer with an address of their own."""
    form, token, apply_token = publish("storm", FORM), issue_token("letter_write"), issue_token(pages.TOKEN)
    for number in range(count):
        name = secrets.token_hex(12)
        email = f"storm-{name}@example.org"
        if number % 5:
            submission = signing.dumps(name, salt=SUBMISSION_SALT)
            fields = {**LETTER, "email": email, "form_token": token, "submission": submission, "step": "send"}
            path = "/en/mailbox/"
        else:
            answers = {"full-name": "A Storm", "email": email}
            _draft, secret = drafts.begin(
                form, purpose=SERVICE, office="london", language="en", answers=answers
            )
            fields = {"form_token": apply_token}
            path = f"/en/offices/london/services/{SERVICE}/apply/draft/{secret}/check/"
        yield {"email": email, "path": path, "body": urlencode(fields)}


def judged(told: Iterable[str]) -> Iterator[str]:
    """What is wrong with the cases of those who were told "sent"."""
    for email in told:
        cases = list(Case.objects.filter(email_hash=lookup_hash("email", email)))
        if len(cases) != 1:
            yield f"{email}: {len(cases)} cases"
        for case in cases:
            yield from _halves(case)


def all_judged() -> Iterator[str]:
    """What is wrong with any case, also of those who were told nothing: each is whole or not there."""
    for case in Case.objects.filter(is_demonstration=False):
        yield from _halves(case)
    seen = Case.objects.filter(is_demonstration=False).values_list("email_hash", flat=True)
    if len(set(seen)) != len(seen):
        yield "somebody has two cases"


def _halves(case: Case) -> Iterator[str]:
    """What of a case is not there exactly once."""
    acts = LedgerMention.objects.filter(subject_id=case.subject_id).values_list("record__action", flat=True)
    wanted = {"mails": 1, "case.received": 1}
    found = {
        "mails": OutgoingMail.objects.filter(subject=case.subject).count(),
        "case.received": list(acts).count("case.received"),
    }
    if case.kind == Kind.APPLICATION:
        wanted |= {"applications": 1, "application.submitted": 1}
        found["applications"] = Application.objects.filter(case=case).count()
        found["application.submitted"] = list(acts).count("application.submitted")
    if found != wanted:
        yield f"{case.number}: {found}"


def main(order: str, *words: str) -> None:
    """One order."""
    if order == "written":
        with transaction.atomic():
            lines = [json.dumps(one) for one in written(int(words[0]))]
    elif order == "judged":
        lines = [*judged(json.load(sys.stdin)), *all_judged()]
    else:
        lines = [str(fault) for fault in verify()]
    sys.stdout.write("".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main(*sys.argv[1:])
