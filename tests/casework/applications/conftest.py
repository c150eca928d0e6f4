"""A scanner that answers, a service to apply for, and an applicant who fills in the form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.casework.applications import demonstration
from legation.defence.malware.services import Verdict
from legation.mail.models import OutgoingMail
from legation.mail.services import links
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.questions.services import attachments
from tests.questions.files import picture

Scanner = Callable[[bool | None], None]
ELIGIBLE = {"has-passport": "yes", "condition": "ending"}
PERSON = {
    "full-name": "王小明 O’Brien <b>",
    "born_day": "27",
    "born_month": "3",
    "born_year": "1985",
    "residence": "GB",
    "email": "wang@example.org",
    "phone": "",
    "with-family": "no",
}


@pytest.fixture(autouse=True)
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    """Says that files are clean until a test says otherwise."""

    def answers(clean: bool | None) -> None:
        monkeypatch.setattr(attachments, "scan", lambda content: Verdict(clean))

    answers(True)
    return answers


@pytest.fixture
def service(london: Office) -> str:
    """Passport renewal, with one application at the desk of London."""
    demonstration.load()
    return "passport-renewal"


def token(html: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found, html
    return found[1]


def photo(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, "image/jpeg")


def send(client: Client, path: str, data: dict[str, object], status: int = 302) -> str:
    """Post a page's form with its token; where it leads, or with another status the page."""
    page = client.get(path).content.decode()
    answer = client.post(path, {"form_token": token(page), **data})
    assert answer.status_code == status, answer.content.decode()
    assert not answer.cookies
    return answer.headers["Location"] if status == 302 else answer.content.decode()


def begin(client: Client, language: str = "en", office: str = "london") -> str:
    """Answer the eligibility questions; the address of the draft."""
    start = f"/{language}/offices/{office}/services/passport-renewal/apply/"
    return send(client, start, dict(ELIGIBLE))


def fill_in(client: Client, draft: str) -> str:
    """Every step; the address of the answers to check."""
    assert send(client, f"{draft}person/", dict(PERSON)) == f"{draft}passport/"
    passport = {"passport-number": "300000001", "delivery": "post"}
    assert send(client, f"{draft}passport/", dict(passport)) == f"{draft}address/"
    assert send(client, f"{draft}address/", {"words-address": "1 Road\nTown"}) == f"{draft}photo/"
    assert send(client, f"{draft}photo/", {"photo": photo(), "true": "on"}) == f"{draft}check/"
    return f"{draft}check/"


def mailed_links() -> list[str]:
    """The links of the newest mail, without the site's origin."""
    mail = OutgoingMail.objects.order_by("-pk")[0]
    return [re.sub(r"^https?://[^/]+", "", link) for link in links(deliver(mail, ["text"])["text"])]
