"""A member that exists only while a control runs: it signs in over the web as anybody would."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.terms import accept
from legation.accounts.models import User
from legation.kernel.http import Answer
from legation.privacy.gateway import Reader, purpose
from legation.promises import Site

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
LOGIN = "/en/account/login/"
PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds


def _reads_itself(reader: Reader, _reference: str, rows: Sequence[Model]) -> bool:
    return bool(rows) and all(getattr(row, "subject_id", None) == reader.subject_id for row in rows)


# With it a probe can be read by itself alone.
PROBE = purpose("control.probe", _("to check that the rules are kept"), may=_reads_itself)


@dataclass
class Browser:
    """Keeps the site's cookies and sends its forms back with their token."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    answer: Answer | None = None

    def get(self, path: str) -> Answer:
        """Raises Unavailable when the site does not answer."""
        return self._ask("GET", path, None)

    def send(self, path: str, **fields: str) -> Answer:
        """Open the page, then send its form. Raises Unavailable when the site does not answer."""
        found = TOKEN.search(self.get(path).body)
        token = {"csrfmiddlewaretoken": found[1].decode()} if found else {}
        return self._ask("POST", path, urlencode({**token, **fields}).encode())

    def sign_in(self, user: User, password: str, **extra: str) -> Answer:
        """Send the sign-in form."""
        return self.send(LOGIN, login=user.email, password=password, **extra)

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.site.origin}
        self.answer = self.site.ask(method, path, headers=headers, body=body)
        for line in self.answer.all("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return self.answer


def patient(ask: Callable[[], Answer]) -> Answer:
    """The answer to a question of a long walk: asked again, a little later, while the site says that
    too much is asked at once."""
    answer = ask()
    for pause in PAUSES:
        if answer.status != 429:
            break
        time.sleep(pause)
        answer = ask()
    return answer


@contextmanager
def probe_member() -> Iterator[tuple[User, str]]:
    """An account and its password; everything of it is gone after the block, but for its records
    in the ledger, which lead to nobody."""
    password = secrets.token_urlsafe(24)
    with transaction.atomic():
        address = f"probe-{secrets.token_hex(8)}@account.invalid"
        user = User.objects.create_user(address, password, name="Probe", language=settings.LANGUAGE_CODE)
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        accept(user)
    try:
        yield user, password
    finally:
        with transaction.atomic():
            for session in UserSession.objects.filter(user=user):
                session.end()
            user.suspensions.all().delete()
            subject = user.subject
            user.delete()
            subject.erase()
