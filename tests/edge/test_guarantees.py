"""What readers may rely on, also on the short way that nearly every answer goes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from legation.edge import blocks, redirect, store
from legation.edge.bulletin import Change, announce
from tests.edge.small import Small


@pytest.fixture
def read(small: Small) -> Small:
    """A small site one page of which was read twice, so that it lies in memory."""
    small.get()
    assert small.get().status == 200
    assert len(small.asked) == 1
    return small


def test_head_tells_what_get_would_send(read: Small) -> None:
    whole, head = read.get(), read.get(REQUEST_METHOD="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", whole.headers)
    assert int(head.headers["content-length"]) == len(whole.body)
    assert read.records[-1].size == 0


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["", "br", "gzip"])
def test_who_has_the_page_already_is_told_so(read: Small, method: str, encoding: str) -> None:
    etag = read.get(HTTP_ACCEPT_ENCODING=encoding).headers["etag"]
    again = read.get(
        HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=f'"x", W/{etag}', REQUEST_METHOD=method
    )
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", etag)
    assert not {"content-length", "content-encoding"} & set(again.headers)
    assert "strict-transport-security" in again.headers


def test_encodings_have_etags_of_their_own(read: Small) -> None:
    etags = {read.get(HTTP_ACCEPT_ENCODING=name).headers["etag"] for name in ("", "br", "gzip")}
    assert len(etags) == 3
    assert read.get(HTTP_ACCEPT_ENCODING="br").headers["vary"] == "Accept-Encoding"


def test_a_part_that_is_asked_for_gets_the_whole(read: Small) -> None:
    answer = read.get(HTTP_RANGE="bytes=0-9")
    assert (answer.status, answer.body) == (200, read.body)
    assert "content-range" not in answer.headers


def test_a_kept_page_sets_no_cookie_and_may_lie_in_a_cache_that_asks_each_time(read: Small) -> None:
    headers = read.get(HTTP_COOKIE="__Host-session=a").headers
    assert "set-cookie" not in headers
    assert headers["cache-control"] == "public, max-age=0, must-revalidate"


def test_the_record_of_a_kept_page_says_what_was_sent(read: Small) -> None:
    record = read.records[-1]
    assert (record.method, record.place, record.status) == ("GET", "/en/", 200)
    assert (record.size, record.office, record.language) == (len(read.body), "london", "en")
    assert 0 <= record.microseconds < 1_000_000


def test_who_is_blocked_gets_no_kept_page_either(read: Small) -> None:
    blocks.publish(read.data, {"192.0.2.1": time.time() + 60})
    assert read.get().status == 403
    blocks.publish(read.data, {})
    assert read.get().status == 200


def test_another_host_gets_no_kept_page(read: Small) -> None:
    assert read.get(HTTP_HOST="evil.example").status == 400
    assert read.get(HTTP_HOST="").status == 400


def test_an_update_ends_the_short_way_at_once(read: Small) -> None:
    read.body = b"new words"
    announce(read.data, Change.UPDATE, ["office:london"])
    assert read.get().body == b"new words"


def test_what_was_withdrawn_is_gone_though_the_application_is_away(read: Small) -> None:
    other = read.worker()
    assert read.get(edge=other).status == 200
    read.fails = True
    announce(read.data, Change.WITHDRAW, ["page:1"])
    for edge in (read.edge, other, read.worker()):
        assert read.get(edge=edge).status == 500


def test_a_moment_shown_on_the_page_ends_the_short_way(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.headers["Legation-Expires"] = str(int(time.time()) + 60)
    small.get()
    small.get()
    moment = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: moment)
    small.get()
    assert len(small.asked) == 2


def test_memory_is_bounded_and_what_leaves_it_lies_on_disk(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MEMORY", 5_000)
    monkeypatch.setattr(store, "LARGEST_IN_MEMORY", 3_000)
    for number in range(20):
        small.get(f"/en/{number}/")
    held = small.edge.store.pages.values()
    assert sum(page.size for page in held) <= 5_000
    small.body = b"x" * 4_000
    small.get("/en/large/")
    assert all(page.key[1] != "/en/large/" for page in small.edge.store.pages.values())
    small.fails = True
    assert small.get("/en/0/").status == 200
    assert small.get("/en/large/").body == small.body


def test_what_is_compressed_already_is_not_compressed_again(small: Small) -> None:
    small.headers["Content-Type"] = "application/pdf"
    small.get()
    assert "content-encoding" not in small.get(HTTP_ACCEPT_ENCODING="br, gzip").headers


@pytest.mark.parametrize(
    ("method", "status"), [("GET", "301 Moved Permanently"), ("POST", "308 Permanent Redirect")]
)
def test_plain_http_leads_to_the_same_address(method: str, status: str) -> None:
    told: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "HTTP_HOST": "localhost:8080",
        "PATH_INFO": "/zh-hant/offices/",
        "QUERY_STRING": "a=b",
    }
    redirect.application(environ, lambda *words: told.extend(words))
    assert told[0] == status
    assert dict(told[1])["location"].endswith("/zh-hant/offices/?a=b")
    told.clear()
    redirect.application({**environ, "HTTP_HOST": "evil.example"}, lambda *words: told.extend(words))
    assert told[0] == "400 Bad Request"
