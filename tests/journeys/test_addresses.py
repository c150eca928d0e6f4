"""Each address that the outside relies on answers as `interface` says, in each language, cookieless."""

from __future__ import annotations

import json

import pytest

from legation.kernel.http import Answer
from tests.running import Running

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-hant", "ja", "es", "ar")
PUBLIC = (
    "",
    "offices/",
    "services/",
    "services/passport-renewal/",
    "services/passport-renewal/apply/",
    "mailbox/",
    "cases/",
    "surveys/how-did-we-do/",
    "surveys/how-did-we-do/results/",
    "policy/",
    "policy/history/",
    "policy/history/1/",
    "policy/contact/",
    "policy/data/",
    "cookies/",
    "assurance/",
    "statistics/",
    "search/?q=passport",
    "feed.atom",
)
ROOT = (
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/policy/feed.atom",
    "/cookies.json",
    "/assurance.json",
    "/log/checkpoint",
    "/demo/outbox/",
    "/demo/outbox.json",
)
OFFICE = ("", "news/", "services/", "services/passport-renewal/", "alerts/", "contact/")


def ask(running: Running, path: str, **headers: str) -> Answer:
    return running.client().get(path, headers=headers)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PUBLIC)
def test_public_addresses_answer_without_a_cookie(running: Running, language: str, path: str) -> None:
    answer = ask(running, f"/{language}/{path}")
    assert (answer.status, answer.all("set-cookie")) == (200, [])


@pytest.mark.parametrize("path", ROOT)
def test_addresses_without_a_language_answer(running: Running, path: str) -> None:
    answer = ask(running, path)
    assert (answer.status, answer.all("set-cookie")) == (200, [])


@pytest.mark.parametrize(
    ("office", "languages"), [("london", ("en", "zh-hant")), ("riyadh", ("en", "zh-hant", "ar"))]
)
@pytest.mark.parametrize("path", OFFICE)
def test_an_office_speaks_its_own_languages_and_says_so_in_the_others(
    running: Running, office: str, languages: tuple[str, ...], path: str
) -> None:
    for language in LANGUAGES:
        answer = ask(running, f"/{language}/offices/{office}/{path}")
        assert (language, answer.status, answer.all("set-cookie")) == (language, 200, [])
        assert (language, b'content="noindex"' in answer.body) == (language, language not in languages)


@pytest.mark.parametrize(
    ("accepts", "leads_to"),
    [
        ("ar", "/ar/"),
        ("es-MX", "/es/"),
        ("ja", "/ja/"),
        ("zh-TW,zh;q=0.9", "/zh-hant/"),
        ("fr", "/en/"),
        ("", "/en/"),
    ],
)
def test_the_front_door_chooses_a_language_without_a_cookie(
    running: Running, accepts: str, leads_to: str
) -> None:
    answer = ask(running, "/", **({"Accept-Language": accepts} if accepts else {}))
    assert (answer.status, answer.header("location"), answer.all("set-cookie")) == (302, leads_to, [])


@pytest.mark.parametrize("path", ["/fr/", "/fr/offices/", "/en/offices/nowhere/", "/en/nothing/"])
def test_what_does_not_exist_is_404_with_a_way_on(running: Running, path: str) -> None:
    answer = ask(running, path)
    assert answer.status == 404
    assert b"<h1" in answer.body


@pytest.mark.parametrize("path", ["/en/account/login/", "/ar/account/signup/", "/zh-hant/account/login/"])
def test_the_doors_of_accounts_open(running: Running, path: str) -> None:
    assert ask(running, path).status == 200


@pytest.mark.parametrize("path", ["/staff/", "/staff/editor/", "/staff/cases/", "/staff/disclosures/"])
def test_staff_doors_lead_to_sign_in(running: Running, path: str) -> None:
    answer = ask(running, path)
    assert answer.status == 302
    assert "/account/login/" in answer.header("location")


def test_searching_finds_a_chinese_word_inside_a_sentence(running: Running) -> None:
    answer = ask(running, "/zh-hant/search/?q=%E8%AD%B7%E7%85%A7")
    assert answer.status == 200
    assert "/zh-hant/services/passport-renewal/" in answer.body.decode()


def test_the_register_lists_every_promise_and_is_signed(running: Running) -> None:
    register = json.loads(ask(running, "/assurance.json").body)
    assert len(register["promises"]) == 25
    assert register["signature"]["algorithm"] == "Ed25519"


def test_leaving_leads_only_to_published_links(running: Running) -> None:
    assert ask(running, "/en/leaving/?to=https%3A%2F%2Fevil.example%2F").status in (400, 404)
