"""What the running site answers with, seen from outside."""

from __future__ import annotations

import datetime as dt
import socket
import ssl

import pytest

from legation.kernel import clock
from legation.kernel.http import Client
from tests.running import Running

PUBLIC = ("/en/", "/zh-hant/", "/ar/", "/en/policy/", "/robots.txt", "/.well-known/security.txt")


def test_http_2_is_offered(running: Running) -> None:
    context = ssl.create_default_context(cafile=str(running.data / "tls" / "certificate.pem"))
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("localhost", running.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        assert secure.selected_alpn_protocol() == "h2"
        assert secure.version() == "TLSv1.3"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_set_no_cookie_and_do_not_vary_by_one(running: Running, path: str) -> None:
    for _ in range(2):
        answer = running.get(path)
        assert answer.status == 200
        assert not answer.header("set-cookie")
        assert "cookie" not in answer.header("vary").lower()
        assert answer.header("strict-transport-security").startswith("max-age=")


def test_who_finds_a_weakness_learns_whom_to_tell(running: Running) -> None:
    lines = running.get("/.well-known/security.txt").body.decode().splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    assert dt.datetime.fromisoformat(told["Expires"]) > clock.now()
    assert told["Canonical"] == f"{running.origin}/.well-known/security.txt"
    assert "en" in told["Preferred-Languages"]


def test_plain_http_keeps_the_address(running: Running) -> None:
    plain = Client(f"http://localhost:{running.http_port}").get("/zh-hant/offices/?a=b")
    assert (plain.status, plain.header("location")) == (301, f"{running.origin}/zh-hant/offices/?a=b")


def test_nonsense_is_answered_with_a_page_in_the_likely_language(running: Running) -> None:
    for path in ("/zh-hant/" + "a" * 3000, "/zh-hant/%ff%fe/", "/zh-hant/%00/"):
        answer = running.get(path)
        assert answer.status in (400, 414)
        assert b'lang="zh-hant"' in answer.body.lower()
        assert b"<h1" in answer.body
