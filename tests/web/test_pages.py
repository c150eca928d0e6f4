from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests.accessibility import assert_valid_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.mark.parametrize(
    ("accepts", "leads"),
    [
        ("", "/en/"),
        ("zh-TW,zh;q=0.9", "/zh-hant/"),
        ("ar-SA", "/ar/"),
        ("fr,ar;q=0.2,en;q=0.1", "/ar/"),
        ("ja", "/ja/"),
        ("es-MX", "/es/"),
        ("fr", "/en/"),
        (";;;,,q=x" * 50, "/en/"),
    ],
)
def test_the_front_door_speaks_the_visitors_language(visitor: Client, accepts: str, leads: str) -> None:
    answer = visitor.get("/", secure=True, headers={"Accept-Language": accepts})
    assert (answer.status_code, answer.headers["Location"]) == (302, leads)
    assert "Accept-Language" in answer.headers["Vary"]
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/fr/", "/fr/offices/london/"])
def test_a_language_that_is_not_here_is_not_found(visitor: Client, path: str) -> None:
    answer = visitor.get(path, secure=True)
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "日本語" in page or "español" in page
    assert 'hreflang="zh-Hant"' in page
    assert_valid_html(page)


def test_errors_speak_the_best_guess(visitor: Client) -> None:
    guessed = visitor.get("/nothing-like-this", secure=True, headers={"Accept-Language": "ar"})
    assert guessed.status_code == 404
    assert '<html lang="ar" dir="rtl"' in guessed.content.decode()
    named = visitor.get("/zh-hant/%E4%B8%8D/", secure=True, headers={"Accept-Language": "ar"})
    assert '<html lang="zh-Hant"' in named.content.decode()


def test_a_wrong_method_is_told_in_words(visitor: Client) -> None:
    answer = visitor.put("/en/cookies/", secure=True)
    assert answer.status_code in (403, 405)
    assert "<h1>" in answer.content.decode()
    refused = visitor.post("/robots.txt", secure=True, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert "do not trust that website" in refused.content.decode()


def test_an_error_has_its_page_without_the_database(visitor: Client) -> None:
    away = mock.Mock(side_effect=OperationalError)
    with mock.patch.object(connection, "cursor", away):
        answer = visitor.get("/zh-hant/nothing/", secure=True)
    assert answer.status_code == 503
    assert '<html lang="zh-Hant"' in answer.content.decode()
    assert answer.headers["Retry-After"] == "60"
    with mock.patch.object(connection, "cursor", mock.Mock(side_effect=RuntimeError)):
        assert visitor.get("/zh-hant/nothing/", secure=True).status_code == 500


def test_conventions_at_the_root(visitor: Client) -> None:
    assert "Sitemap: https://localhost" in visitor.get("/robots.txt", secure=True).content.decode()
    text = visitor.get("/.well-known/security.txt", secure=True).content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert {"Contact", "Expires", "Policy", "Canonical"} <= fields.keys()


@pytest.mark.parametrize("code", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_components_are_valid(visitor: Client, code: str) -> None:
    plain = visitor.get(f"/demo/components/{code}/", secure=True)
    failed = visitor.get(f"/demo/components/{code}/?errors", secure=True)
    assert (plain.status_code, failed.status_code) == (200, 200)
    assert "style=" not in plain.content.decode()
    assert_valid_html(plain.content.decode(), failed.content.decode())
    assert visitor.get("/demo/components/xx/", secure=True).status_code == 404
