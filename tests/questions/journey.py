"""A service whose form asks every kind of question, and what somebody answers to it."""

from __future__ import annotations

import re

from django.test import Client

from legation.casework.applications.models import OnlineService
from legation.questions.models import Draft
from legation.questions.services import drafts
from legation.questions.services.forms import publish
from tests.questions.forms import family_form

START = "/en/offices/london/services/family/apply/"
YOU: dict[str, object] = {
    "full-name": "王小明",
    "email": "wang@example.org",
    "residence": "GB",
    "phone": "020 7946 0000",
    "born_era": "roc",
    "born_year": "74",
    "born_month": "3",
    "born_day": "27",
    "home_line1": "1 Road",
    "home_city": "Leeds",
    "home_country": "GB",
    "passport": "300000001",
}
CHILD: dict[str, object] = {"child-name": "Ling", "abroad": "no"}
MONEY: dict[str, object] = {"income": "20.50", "people": "3", "true": "on"}


def offer_family_form() -> None:
    """The service and its form."""
    publish("family", family_form())
    OnlineService.objects.get_or_create(slug="family")


def post(client: Client, path: str, data: dict[str, object]) -> tuple[int, str]:
    """Status, and where it leads or the page."""
    page = client.get(path).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    shown = re.search(r'name="shown" value="([^"]*)"', page)
    assert token, page
    answer = client.post(path, {"form_token": token[1], **({"shown": shown[1]} if shown else {}), **data})
    assert not answer.cookies
    return answer.status_code, answer.headers.get("Location") or answer.content.decode()


def begin(client: Client) -> str:
    """The address of a new draft."""
    status, draft = post(client, START, {})
    assert status == 302, draft
    return draft


def draft_of(address: str) -> Draft:
    """The draft under this address."""
    found = drafts.find(address.rstrip("/").rsplit("/", 1)[1], purpose="family")
    assert found
    return found


def add(client: Client, draft: str, data: dict[str, object]) -> str:
    """Add an entry to the children; its address."""
    status, entry = post(client, f"{draft}children/", {"next": "add"})
    assert status == 302, entry
    status, where = post(client, entry, data)
    assert (status, where) == (302, f"{draft}children/"), where
    return entry
