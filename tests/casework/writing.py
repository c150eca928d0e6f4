"""Writing a letter as a visitor does, for the tests of this folder."""

from __future__ import annotations

import html
import re

from django.test import Client

from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.cases.services import Opening, open_case
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver

LETTER = {
    "name": "林 測試",
    "email": "writer@example.org",
    "country": "GB",
    "office": "",
    "matter": "question",
    "words-letter": "Dear Minister,\nwhen does <b>this</b> end? 為什麼？",
    "statement": "on",
    "website": "",
}


def hidden(page: str, name: str) -> str:
    """The value of a hidden input."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def form_of(client: Client, path: str) -> dict[str, str]:
    """The hidden fields of the form at this address."""
    page = client.get(path).content.decode()
    return {name: hidden(page, name) for name in ("form_token", "submission")}


def mails(subject_part: str = "") -> list[dict[str, str]]:
    """What is in the outbox, oldest first, opened."""
    rows = OutgoingMail.objects.select_related("subject").order_by("pk")
    return [
        {"title": row.title, **deliver(row, ["recipient", "text"])}
        for row in rows
        if subject_part in row.title
    ]


def open_letter(office: Office | None = None, **changes: object) -> tuple[Case, str]:
    """A confirmed letter."""
    values: dict[str, object] = {
        "kind": Kind.LETTER,
        "matter": Matter.QUESTION,
        "language": "en",
        "name": "A Writer",
        "email": "writer@example.org",
        "submission": "submission-1",
        "words": "What are the opening hours on Monday?",
        "office": office,
    }
    return open_case(Opening(**{**values, **changes}))  # type: ignore[arg-type]  # mixed values
