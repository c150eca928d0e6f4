"""What the storm does inside the installation: submissions ready to be sent, and what became of them.

Reads orders, a JSON list a line, and answers each with a JSON list in a line: `["written", COUNT]` gives
submissions; `["judged", AFTER, ADDRESSES]` says what is wrong with every case after that number and with
those of the addresses, which were told "sent", and at last the number of the latest case; `["whole"]` gives
the faults of the record of acts. Between orders the database is closed, so that after each kill it is opened
by nobody else and has to recover.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import urlencode

import django

django.setup()

from django.core import signing  # noqa: E402  # after the set-up
from django.db import connections, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from legation.casework.applications.models import Application  # noqa: E402
from legation.casework.cases.models import Case, Kind  # noqa: E402
from legation.casework.mailbox.journey import SUBMISSION_SALT  # noqa: E402
from legation.ledger.models import LedgerMention  # noqa: E402
from legation.ledger.verify import verify  # noqa: E402
from legation.mail.models import OutgoingMail  # noqa: E402
from legation.privacy.sealing import lookup_hash  # noqa: E402
from legation.questions import views as pages  # noqa: E402
from legation.questions.services import drafts  # noqa: E402
from legation.questions.services.forms import in_force, publish  # noqa: E402
from legation.web.forgery import issue_token  # noqa: E402

T = TypeVar("T")
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
AT_ONCE = 500  # below the number of parameters that any database takes
LETTER = {"name": "林 測試", "matter": "question", "words-letter": "Dear Minister …", "statement": "on"}


def written(count: int) -> Iterator[dict[str, str]]:
    """Four letters and one application in turn, each of a writer with an address of their own."""
    form = in_force("storm") or publish("storm", FORM)
    token, apply_token = issue_token("letter_write"), issue_token(pages.TOKEN)
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


def judged(after: int, told: list[str]) -> Iterator[str]:
    """What is wrong with those who were told "sent", and with any case after this number, also of those who
    were told nothing: each is whole or not there, and nobody has two."""
    hashes = {lookup_hash("email", email): email for email in told}
    for some in _parts(list(hashes)):
        found = Counter(Case.objects.filter(email_hash__in=some).values_list("email_hash", flat=True))
        yield from (f"{hashes[one]}: {found[one]} cases" for one in some if found[one] != 1)
    cases = Case.objects.filter(is_demonstration=False, pk__gt=after)
    for part in _parts(list(cases.values_list("pk", flat=True))):
        yield from _halves(Case.objects.filter(pk__in=part))


def twice() -> Iterator[str]:
    """Who has two cases."""
    seen = Counter(Case.objects.filter(is_demonstration=False).values_list("email_hash", flat=True))
    yield from ("somebody has two cases" for count in seen.values() if count != 1)


def _parts(whole: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]


def _halves(cases: QuerySet[Case]) -> Iterator[str]:
    """What of these cases is not there exactly once."""
    rows = list(cases.values_list("pk", "subject_id", "number", "kind"))
    people = [subject for _pk, subject, _number, _kind in rows]
    mails = Counter(OutgoingMail.objects.filter(subject__in=people).values_list("subject_id", flat=True))
    mentions = LedgerMention.objects.filter(subject_id__in=people)
    acts = Counter(mentions.values_list("subject_id", "record__action"))
    applied = Counter(Application.objects.filter(case__in=cases).values_list("case_id", flat=True))
    for pk, subject, number, kind in rows:
        is_application = kind == Kind.APPLICATION
        wanted = (1, 1, int(is_application), int(is_application))
        received, submitted = (acts[subject, f"{act}"] for act in ("case.received", "application.submitted"))
        found = (mails[subject], received, applied[pk], submitted)
        if found != wanted:
            yield f"{number}: mails, received, applications, submitted are {found}, not {wanted}"


def obeyed(order: str, *words: Any) -> list[Any]:
    """What one order gives."""
    if order == "written":
        with transaction.atomic():
            return list(written(int(words[0])))
    if order == "judged":
        last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return [*judged(*words), last]
    return [*twice(), *(str(fault) for fault in verify())]


def main() -> None:
    """Obey until nobody gives orders any more."""
    for line in sys.stdin:
        answer = obeyed(*json.loads(line))
        connections.close_all()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
