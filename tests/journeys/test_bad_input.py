"""Bad input at every front door: a clear answer in the visitor's language, never a trace, never a 500."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from legation.kernel.http import Answer
from tests.running import Running

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "zh-hant", "es", "ar")
DOORS = (
    "mailbox/",
    "cases/",
    "policy/contact/",
    "services/passport-renewal/apply/",
    "offices/london/services/passport-renewal/apply/",
    "surveys/how-did-we-do/",
    "account/login/",
    "account/signup/",
    "account/password/reset/",
    "cookies/choices/",
)
HOSTILE = (
    "",
    "x" * 200_000,
    "null\x00byte",
    "\u202egnirts desrever",
    "\u200b\u200d\ufeff",
    "😀" * 500,
    "' or 1=1 -- <script>alert(1)</script>",
    "../../../etc/passwd",
    "{{7*7}}${7*7}",
)
PATHS = (
    "/en/%00",
    "/en/%ff%fe",
    "/en/" + "a" * 9000,
    "/en/../../etc/passwd",
    "//evil.example/",
    "/en/offices/%E2%80%AE/",
    "/en/search/?q=" + "a" * 5000,
    "/en/search/?q=%00",
    "/en/search/?q=%ff",
    "/en/offices/?country=%00",
    "/en/offices/?country=" + "x" * 3000,
    "/en/surveys/../staff/",
    "/zh-hant/cases/view/nothing/",
    "/ar/mailbox/confirm/nothing/",
    "/en/services/passport-renewal/apply/draft/nothing/",
    "/log/tile/0/zzz",
    "/media/nothing.jpg",
    "/static/../config/settings.py",
    "/xx/",
    "/en/policy/history/99999999999999999999/",
    "/en/policy/history/0/",
)
FORM = "application/x-www-form-urlencoded"


def post(running: Running, path: str, body: bytes, kind: str = FORM, **headers: str) -> Answer:
    return running.client().ask(
        "POST",
        path,
        body=body,
        headers={"Content-Type": kind, "Origin": running.origin, "Sec-Fetch-Site": "same-origin", **headers},
    )


def assert_decent(answer: Answer, what: str) -> None:
    """A page for people with a right status."""
    assert answer.status < 500, (what, answer.status)
    for sign in (b"Traceback", b"django.", b"/src/legation", b"sqlite3."):
        assert sign not in answer.body, (what, sign)


@pytest.mark.parametrize("door", DOORS)
def test_hostile_forms_are_answered_decently(running: Running, door: str) -> None:
    names = (
        "name",
        "email",
        "number",
        "secret",
        "login",
        "password",
        "words-letter",
        "form_token",
        "step",
        "asked",
    )
    for language in LANGUAGES[:1] if "account" in door else LANGUAGES:
        for text in HOSTILE:
            body = urlencode(dict.fromkeys(names, text)).encode()
            answer = post(running, f"/{language}/{door}", body)
            assert_decent(answer, f"{door} {text[:20]!r}")
            assert answer.status in (200, 302, 400, 403, 404, 405, 409, 413, 422, 429), (door, answer.status)


@pytest.mark.parametrize("door", DOORS[:8])
def test_broken_bodies_are_answered_decently(running: Running, door: str) -> None:
    for kind, body in (
        ("multipart/form-data", b"no boundary"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nunfinished',
        ),
        ("application/json", b"{not json"),
        (FORM, b"%ff%fe=%00&&&==="),
        (FORM, b"&".join(b"f%d=1" % number for number in range(5000))),
        ("text/plain", b"\xff" * 1000),
    ):
        assert_decent(post(running, f"/en/{door}", body, kind), f"{door} {kind}")


@pytest.mark.parametrize("path", PATHS)
def test_hostile_addresses_are_answered_decently(running: Running, path: str) -> None:
    answer = running.get(path)
    assert_decent(answer, path[:60])
    assert answer.status in (301, 302, 308, 400, 403, 404, 410, 414, 422), (path[:60], answer.status)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "NONSENSE"])
def test_other_methods_are_refused(running: Running, method: str) -> None:
    answer = running.client().ask(method, "/en/mailbox/")
    assert answer.status in (400, 403, 405, 501)


def test_a_form_from_another_site_is_refused(running: Running) -> None:
    answer = post(
        running,
        "/en/mailbox/",
        b"name=x",
        **{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status == 403
    assert_decent(answer, "cross-site")


def test_an_unknown_host_is_refused(running: Running) -> None:
    assert running.get("/en/", Host="evil.example").status in (400, 421)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_is_explained_in_the_visitors_language(running: Running, language: str) -> None:
    answer = running.get(f"/{language}/nothing-here/")
    assert answer.status == 404
    said = {"en": "page", "zh-hant": "頁", "es": "página", "ar": "الصفحة"}[language]
    assert said in answer.body.decode()
