"""Respondents who are nobody: each with an answer, a token, an address and a browser of their own."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from unittest import mock
from urllib.parse import urlencode

from django.conf import settings

from legation.edge.answers import Application
from legation.edge.environ import own_request
from legation.kernel import clock
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash
from legation.questions.models import FormDefinition
from legation.surveys import services
from legation.surveys.access.tokens import token_of
from legation.surveys.models import Survey, token_key

CHOICES = 40
dice = random.SystemRandom()


@dataclass
class Person:
    """Everything that tells them apart. `token` becomes known when their page is opened."""

    mark: str
    address: str
    browser: str
    token: str = ""
    over_pages: bool = False

    def key(self, seal: uuid.UUID) -> bytes:
        """Their spent token as SQLite stores it for a row's place (its format's "varint")."""
        number = token_key(seal, self.token)
        last = [number & 0x7F] if number < 1 << 56 else [number & 0xFF]
        number >>= 7 if number < 1 << 56 else 8
        while number:
            last.append(number & 0x7F | 0x80)
            number >>= 7
        return bytes(reversed(last))

    def spellings(self, seal: uuid.UUID) -> tuple[bytes, ...]:
        """Their token and its key, however somebody may have written them down."""
        number = token_key(seal, self.token)
        return (self.token.encode(), str(number).encode(), number.to_bytes(8), self.key(seal))


def people(count: int) -> list[Person]:
    """In the order in which they will answer."""
    return [
        Person(f"mark-{secrets.token_hex(5)}", f"203.0.113.{place + 10}", f"Browser/{secrets.token_hex(6)}")
        for place in range(count)
    ]


def survey(planted: list[Person], access: Survey.Access) -> Survey:
    """One question, of whose answers each planted person chooses another. Where each address answers once,
    they hold their links."""
    others = [f"mark-{secrets.token_hex(5)}" for _ in range(CHOICES - len(planted))]
    values = [person.mark for person in planted] + others
    dice.shuffle(values)
    slug = f"attempt-{secrets.token_hex(4)}"
    question = {
        "id": "mark",
        "kind": "choice",
        "label": {"en": "Mark"},
        "choices": [{"value": value, "label": {"en": value}} for value in values],
    }
    step = {"id": "one", "title": {"en": "One"}, "questions": [question]}
    source: dict[str, object] = {"languages": ["en"], "title": {"en": "Attempt"}, "steps": [step]}
    form = FormDefinition.objects.create(slug=slug, version=1, source=source)
    closes = clock.now() + dt.timedelta(days=2)
    seal = Subject.objects.create()
    made = Survey.objects.create(slug=slug, form=form, closes_at=closes, seal=seal, access=access)
    for person in planted if access == Survey.Access.EMAIL else ():
        person.token = token_of(made, "email", lookup_hash("email", f"{person.mark}@example.org"))
    return made


def answer(site: Application, survey: Survey, person: Person) -> None:
    """Over the pages, as a browser without script would; where they refuse (too many from one machine), by
    the same function that the pages call."""
    path = f"/en/surveys/{survey.slug}/"
    before = services.count(survey)
    with _token_noted(person):
        first = f"{path}with/{person.token}/" if person.token else path
        fields = _hidden(_ask(site, first, person))
        _ask(site, path, person, urlencode({**fields, "mark": person.mark, "next": "send"}).encode())
        person.over_pages = services.count(survey) == before + 1
        if not person.over_pages:
            token = person.token or secrets.token_urlsafe(18)
            services.take(survey, {"mark": person.mark}, token)


@contextmanager
def _token_noted(person: Person) -> Iterator[None]:
    """Whatever token is spent within the block is this person's: an operator could note it too."""

    def noted(seal: uuid.UUID, token: str) -> int:
        person.token = token
        return token_key(seal, token)

    with mock.patch("legation.surveys.services.taking.token_key", noted):
        yield


def _hidden(page: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        parts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if parts.get("type") == "hidden" and "name" in parts:
            found[parts["name"]] = unescape(parts.get("value", ""))
    return found


def _ask(site: Application, path: str, person: Person, body: bytes | None = None) -> str:
    origin = settings.LEGATION_ORIGIN
    environ = own_request(
        origin.partition("://")[2], path, method="GET" if body is None else "POST", body=body or b""
    )
    environ.update(REMOTE_ADDR=person.address, HTTP_USER_AGENT=person.browser, HTTP_ORIGIN=origin)
    environ["HTTP_ACCEPT_LANGUAGE"] = "en"
    if body is not None:
        environ.update(CONTENT_LENGTH=str(len(body)), CONTENT_TYPE="application/x-www-form-urlencoded")
    chunks = site(environ, lambda *_started: io.BytesIO().write)
    try:
        return b"".join(chunks).decode(errors="replace")
    finally:
        if close := getattr(chunks, "close", None):
            close()
