from __future__ import annotations

import pytest
from django.test import Client

from legation.accounts.models import User
from tests.accessibility import assert_valid_html

pytestmark = pytest.mark.django_db
ENTRANCE = ("login/", "signup/", "password/reset/", "confirm-email/", "signed-out/")
OWN = ("email/", "password/change/", "2fa/", "sessions/", "disclosures/", "reauthenticate/", "logout/")


def test_the_librarys_pages_look_like_ours() -> None:
    visitor = Client(SERVER_NAME="localhost")
    pages = [visitor.get(f"/ar/account/{path}", secure=True).content.decode() for path in ENTRANCE]
    failed = visitor.post("/en/account/login/", {"login": "x", "password": ""}, secure=True).content.decode()
    assert all('class="masthead"' in page and 'dir="rtl"' in page for page in pages)
    assert "<title>Error: " in failed
    assert failed.index("error-summary") < failed.index("<h1>")
    assert_valid_html(*pages, failed)


def test_so_do_those_of_a_member(member: User) -> None:
    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(member)
    answers = {path: visitor.get(f"/en/account/{path}", secure=True) for path in OWN}
    pages = [answer.content.decode() for answer in answers.values() if answer.status_code == 200]
    assert len(pages) >= 4, {path: answer.status_code for path, answer in answers.items()}
    assert all("Sign out" in page for page in pages)
    assert_valid_html(*pages)
