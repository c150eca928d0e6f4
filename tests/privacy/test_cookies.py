from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from legation.privacy.cookies import REGISTER
from legation.privacy.middleware import CookieRegister
from legation.web.forgery import issue_token

pytestmark = pytest.mark.django_db
CHOICES = "/en/cookies/choices/"


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost")


def post(visitor: Client, **fields: str) -> Any:
    return visitor.post(CHOICES, {"form_token": issue_token("cookie-choices"), **fields}, secure=True)


def test_an_unregistered_cookie_never_leaves(caplog: pytest.LogCaptureFixture) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        response.set_cookie("tracker", "1")
        response.set_cookie("legation_preferences", "1")
        return response

    with caplog.at_level(logging.ERROR):
        response = CookieRegister(view)(HttpRequest())
    assert list(response.cookies) == ["legation_preferences"]
    assert "tracker" in caplog.text


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_register_is_a_page_and_a_file(visitor: Client, language: str) -> None:
    page = visitor.get(f"/{language}/cookies/", secure=True)
    assert page.status_code == 200
    assert not page.cookies
    listed = visitor.get("/cookies.json", secure=True).json()["cookies"]
    assert [cookie["name"] for cookie in listed] == list(REGISTER)
    assert all(name in page.content.decode() for name in REGISTER)


def test_choosing_sets_one_cookie_and_forgetting_takes_it_away(visitor: Client) -> None:
    assert not visitor.get(CHOICES, secure=True).cookies
    saved = post(visitor, act="save", language="zh-hant", text="large", contrast="more")
    assert list(saved.cookies) == ["legation_preferences"]
    assert b'data-text="large" data-contrast="more"' in saved.content
    assert b'data-text="large"' in visitor.get(CHOICES, secure=True).content
    assert visitor.get("/", secure=True).headers["Location"] == "/zh-hant/"
    gone = post(visitor, act="forget")
    assert gone.cookies["legation_preferences"]["max-age"] == 0
    assert visitor.get("/", secure=True).headers["Location"] == "/en/"


def test_public_pages_are_the_same_with_the_cookie(visitor: Client) -> None:
    before = visitor.get("/en/cookies/", secure=True).content
    post(visitor, act="save", text="largest")
    assert visitor.get("/en/cookies/", secure=True).content == before


def test_a_forged_cookie_is_nothing(visitor: Client) -> None:
    visitor.cookies["legation_preferences"] = "zh-hant..large.more:forged"
    assert visitor.get("/", secure=True).headers["Location"] == "/en/"


def test_an_expired_form_keeps_the_choices(visitor: Client) -> None:
    answer = visitor.post(CHOICES, {"act": "save", "text": "large", "form_token": "old"}, secure=True)
    assert answer.status_code == 403
    assert not answer.cookies
    page = answer.content.decode()
    assert "open for too long" in page
    assert (
        'value="large" id="id_text_1" checked' in page or "checked" in page.partition('value="large"')[2][:60]
    )


@pytest.mark.parametrize("value", ["<b>", "\x00", "x" * 10_000, "語"])
def test_a_wrong_choice_is_said_at_its_field(visitor: Client, value: str) -> None:
    answer = post(visitor, act="save", language=value)
    assert answer.status_code == 422
    assert not answer.cookies
    page = answer.content.decode()
    assert "<title>Error: " in page
    assert 'id="id_language_error"' in page


def test_other_sites_cannot_choose(visitor: Client) -> None:
    headers = {"Origin": "https://elsewhere.example"}
    answer = visitor.post(CHOICES, {"act": "save"}, secure=True, headers=headers)
    assert answer.status_code == 403
    assert not answer.cookies
