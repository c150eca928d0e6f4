"""Steps that several tests take: what a person does in the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from legation.mail.models import OutgoingMail
from legation.mail.services import links
from legation.privacy.gateway import deliver

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

PASSWORD = "Orchard-lantern-77"
LOGIN = "/en/account/login/"


def code(secret: str, step: int = 1) -> str:
    """The code that an app shows now (the middle of the tolerated ones)."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step]))


def last_mail(title: str = "") -> OutgoingMail:
    rows = OutgoingMail.objects.filter(title__icontains=title)
    return rows.order_by("-id")[0]


def last_link(title: str = "") -> str:
    """The path of the first link in the newest mail."""
    return re.sub(r"^https?://[^/]+", "", links(deliver(last_mail(title), ["text"])["text"])[0])


def token(client: Client, path: str) -> dict[str, str]:
    """The form's protection token, as the browser would send it back."""
    page = client.get(path).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return {"csrfmiddlewaretoken": found[1]}


def register(client: Client, email: str, **changes: str) -> Answer:
    path = "/en/account/signup/"
    data = {
        "email": email,
        "name": "王小明",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "terms": "on",
        **token(client, path),
        **changes,
    }
    return client.post(path, {key: value for key, value in data.items() if value})


def confirm(client: Client) -> None:
    path = last_link("Confirm")
    assert client.post(path, token(client, path)).status_code == 302


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> Answer:
    return client.post(LOGIN, {"login": email, "password": password, **token(client, LOGIN), **extra})
