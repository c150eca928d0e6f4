"""Who may open the first page."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import HttpRequest

from legation.surveys.models import Survey


@dataclass(frozen=True)
class Entrance:
    """`token` is what answering spends. Where it is empty the visitor has none yet, and `page` is the address
    at which they get one."""

    token: str = ""
    page: str = ""


def token_for_page(request: HttpRequest, survey: Survey) -> Entrance:
    """A new token at each opening: the page carries it until it is sent, so that a second click counts once."""
    return Entrance(token=secrets.token_urlsafe(18))
