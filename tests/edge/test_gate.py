"""What never reaches the application, and what every answer carries."""

from __future__ import annotations

import io
import ipaddress
import json
import socket
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from legation.edge import blocks, signals
from legation.edge.addresses import true_address
from legation.edge.answers import SECURITY
from legation.edge.negotiation import language
from legation.edge.policy import Limits
from legation.edge.rates import Rates
from tests.edge.small import Small


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"HTTP_HOST": "evil.example"}, 400),
        ({"HTTP_HOST": ""}, 400),
        ({"HTTP_HOST": "localhost:8443:1"}, 400),
        ({"REQUEST_METHOD": "TRACE"}, 405),
        ({"REQUEST_METHOD": "PUT"}, 405),
        ({"REQUEST_METHOD": "BREW"}, 501),
        ({"PATH_INFO": "/" + "a" * 2000}, 414),
        ({"QUERY_STRING": "q=" + "a" * 5000}, 414),
        ({"PATH_INFO": "/en/\x00"}, 400),
        ({"PATH_INFO": "/en/%zz"}, 400),
        ({"PATH_INFO": "/\xff\xfe"}, 400),
        ({"PATH_INFO": "/en/../staff/"}, 400),
        ({"PATH_INFO": "//evil.example/"}, 400),
        ({"PATH_INFO": "*"}, 400),
        ({"QUERY_STRING": "q=%00"}, 400),
        ({"QUERY_STRING": "q=%zz"}, 400),
        ({"QUERY_STRING": "q=%ff"}, 400),
        ({"HTTP_X_LONG": "a" * 9000}, 431),
        ({f"HTTP_X_{number}": "a" * 8000 for number in range(5)}, 431),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "x"}, 400),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "999999999"}, 413),
        ({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "50"}, 400),
    ],
)
def test_hostile_requests_are_refused_plainly(small: Small, changes: dict[str, str], status: int) -> None:
    answer = small.get(**changes)
    assert answer.status == status
    assert small.asked == []
    assert b"<h1>" in answer.body
    assert b"Traceback" not in answer.body
    assert small.records[-1].place.startswith("edge:")


def test_every_answer_carries_every_protective_header(small: Small) -> None:
    (small.data / "static").mkdir()
    (small.data / "static" / "a.css").write_text("a{}")
    small.headers = {
        "Server": "leaky/1.0",
        "X-Powered-By": "x",
        "Set-Cookie": "a=b",
        "Cache-Control": "public",
    }
    dynamic = small.get("/en/account/login/")
    answers = [
        dynamic,
        small.get(HTTP_HOST="evil.example"),
        small.get("/static/a.css"),
        small.get("/static/none.css"),
        small.get("/healthz"),
        small.get(REQUEST_METHOD="OPTIONS"),
    ]
    for answer in answers:
        assert set(SECURITY) <= set(answer.headers)
        assert answer.headers["server"] == "web"
    assert dynamic.headers["cache-control"] == "no-store"
    assert "x-powered-by" not in dynamic.headers


def test_the_application_may_set_its_own_policy(small: Small) -> None:
    small.headers = {"Content-Security-Policy": "default-src 'self'"}
    assert small.get().headers["content-security-policy"] == "default-src 'self'"


def test_a_refusal_speaks_the_visitors_language(small: Small) -> None:
    assert b'lang="ar" dir="rtl"' in small.get("/ar/\x00").body
    assert b'lang="zh-hant"' in small.get("/\x00", HTTP_ACCEPT_LANGUAGE="zh-TW,zh;q=0.9,en;q=0.8").body
    assert language("fr", ("en", "ar")) == "en"


def test_a_block_is_in_force_at_once_and_ends_by_itself(small: Small) -> None:
    assert small.get().status == 200
    blocks.publish(small.data, {"192.0.2.0/24": time.time() + 1.0})
    blocked = small.get()
    assert (blocked.status, small.records[-1].place) == (403, "edge:blocked")
    assert small.get(REMOTE_ADDR="198.51.100.1").status == 200
    time.sleep(1.1)
    assert small.get().status == 200


def test_who_is_allowed_is_never_blocked(small: Small) -> None:
    blocks.publish(small.data, {"192.0.2.1": time.time() + 60}, allowed=["192.0.2.0/28"])
    assert small.get().status == 200
    assert small.get(REMOTE_ADDR="::ffff:192.0.2.1").status == 200
    blocks.publish(small.data, {"192.0.2.1": time.time() + 60})
    assert small.get(REMOTE_ADDR="::ffff:192.0.2.1").status == 403


def test_a_broken_blocks_file_leaves_the_blocks_in_force(small: Small) -> None:
    blocks.publish(small.data, {"192.0.2.1": time.time() + 60})
    assert small.get().status == 403
    blocks.blocks_file(small.data).write_text("{")
    assert small.get().status == 403


PROXIES = (ipaddress.ip_network("10.0.0.0/8"),)


@pytest.mark.parametrize(
    ("peer", "header", "expected"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.50", "198.51.100.1", "203.0.113.50"),
    ],
)
def test_the_true_address_comes_from_our_proxies_alone(peer: str, header: str, expected: str) -> None:
    assert true_address(peer, header, PROXIES) == expected


def test_strangers_cannot_forge_an_address(small: Small) -> None:
    small.get("/en/x/", HTTP_X_FORWARDED_FOR="10.1.1.1")
    assert small.records[-1].address == "192.0.2.1"
    assert "HTTP_X_FORWARDED_FOR" not in small.asked[0]


def test_too_many_dynamic_requests_wait_but_reading_goes_on(tmp_path: Path) -> None:
    small = Small(tmp_path, limits=Limits(per_second=0.1, burst=3))
    small.get()
    statuses = [small.get(f"/en/{number}/").status for number in range(4)]
    assert statuses[-1] == 429
    limited = small.get("/en/more/")
    assert int(limited.headers["retry-after"]) >= 1
    assert small.get().status == 200
    assert small.get("/en/other/", REMOTE_ADDR="192.0.2.9").status == 200


def test_who_has_one_address_of_a_network_has_the_network(tmp_path: Path) -> None:
    small = Small(tmp_path, limits=Limits(per_second=0.1, burst=3))
    statuses = [small.get(f"/en/{n}/", REMOTE_ADDR=f"2001:db8:0:1::{n}").status for n in range(1, 5)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert small.get("/en/other/", REMOTE_ADDR="2001:db8:0:2::1").status == 200


def test_tokens_come_back() -> None:
    rates = Rates(per_second=50, burst=1)
    assert rates.wait("a") == 0
    assert rates.wait("a") >= 1
    time.sleep(0.05)
    assert rates.wait("a") == 0


def test_a_body_arrives_whole(small: Small) -> None:
    small.headers = {}
    body = b"a=1&b=2"
    changes = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    small.get("/en/mailbox/", REQUEST_METHOD="POST", **changes)
    assert small.asked[0]["body"] == body
    chunked = {"wsgi.input": io.BytesIO(body), "HTTP_TRANSFER_ENCODING": "chunked"}
    small.get("/en/mailbox/", REQUEST_METHOD="POST", **chunked)
    assert small.asked[1]["body"] == body


def test_a_body_without_a_length_is_cut_at_the_limit(tmp_path: Path) -> None:
    small = Small(tmp_path, limits=Limits(body=1000))
    chunked = {"wsgi.input": io.BytesIO(b"a" * 2000), "HTTP_TRANSFER_ENCODING": "chunked"}
    assert small.get("/en/mailbox/", REQUEST_METHOD="POST", **chunked).status == 413


def test_a_stalling_client_is_told_so(tmp_path: Path) -> None:
    class Stalled:
        def read(self, size: int) -> bytes:
            threading.Event().wait(5)
            return b""

    small = Small(tmp_path, limits=Limits(small_seconds=0.1))
    answer = small.get("/en/x/", REQUEST_METHOD="POST", CONTENT_LENGTH="9", **{"wsgi.input": Stalled()})
    assert answer.status == 408
    assert small.asked == []


def test_beyond_half_of_the_threads_the_answer_is_an_honest_503(tmp_path: Path) -> None:
    small = Small(tmp_path, threads=2)
    small.get()
    with small.edge.dynamic.places.taken():
        answer = small.get("/en/search/?q=a")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert small.get().status == 200


def test_when_every_thread_is_taken_an_old_page_is_better_than_none(small: Small) -> None:
    assert small.get().status == 200
    made = len(small.asked)
    page = small.edge.store.get(("localhost:8443", "/en/"))
    assert page is not None
    page.end = 0
    with ExitStack() as taken:
        for _thread in range(small.edge.policy.beyond):
            taken.enter_context(small.edge.beyond.taken())
        old = small.get()
        assert (old.status, old.headers["legation-stale"]) == (200, "yes")
        assert small.get("/en/search/?q=a").status == small.get("/en/never-asked/").status == 503
    assert len(small.asked) == made
    assert "legation-stale" not in small.get().headers


def test_health_needs_no_database_and_no_host(small: Small) -> None:
    answer = small.get("/healthz", HTTP_HOST="10.0.0.1")
    assert json.loads(answer.body) == {
        "status": "ok",
        "application": "loading",
        "database": "away",
        "scanner": "away",
    }


def test_signals_reach_the_detector(small: Small) -> None:
    path = signals.detector_socket(small.data)
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as detector:
        detector.bind(str(path))
        detector.settimeout(2)
        small.headers, small.status = {}, "404 Not Found"
        small.get("/wp-login.php")
        small.get("/\x00")
        heard = [json.loads(detector.recv(1000)) for _ in range(2)]
    assert heard == [
        {"address": "192.0.2.1", "kind": "not-found"},
        {"address": "192.0.2.1", "kind": "bad-request"},
    ]


def test_the_record_names_the_path_of_published_pages_only(small: Small) -> None:
    small.get("/en/offices/london/")
    assert (small.records[-1].place, small.records[-1].office) == ("/en/offices/london/", "london")
    small.get("/en/offices/london/?page=2")
    assert small.records[-1].place == "/en/offices/london/"
    small.headers = {}
    small.get("/en/cases/AB12/secret/")
    assert small.records[-1].place == "some_route"
    assert small.records[-1].language == "en"


def test_static_files_are_kept_for_good_and_stay_in_their_folder(small: Small) -> None:
    folder = small.data / "static" / "web"
    folder.mkdir(parents=True)
    (folder / "site.0123456789ab.css").write_text("a { color: red }\n" * 50)
    (small.data / "secret.txt").write_text("secret")
    answer = small.get("/static/web/site.0123456789ab.css", HTTP_ACCEPT_ENCODING="br")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (answer.headers["content-encoding"], answer.headers["content-type"]) == (
        "br",
        "text/css; charset=utf-8",
    )
    assert (
        small.get(
            "/static/web/site.0123456789ab.css",
            HTTP_ACCEPT_ENCODING="br",
            HTTP_IF_NONE_MATCH=answer.headers["etag"],
        ).status
        == 304
    )
    assert small.get("/static/../secret.txt").status == 400
    (folder / "link.css").symlink_to(small.data / "secret.txt")
    assert small.get("/static/web/link.css").status == 404
    assert small.asked == []
