"""What is kept, for how long, and what is served when the application is away."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from typing import Any

import brotli
import pytest

from legation.edge.bulletin import Bulletin, Change, announce, bulletin_file, compact
from tests.edge.small import Small


def test_a_published_page_is_asked_for_once(small: Small) -> None:
    first, second = small.get(), small.get()
    assert (first.status, second.status, len(small.asked)) == (200, 200, 1)
    assert second.body == small.body
    assert second.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert not [name for name in second.headers if name.startswith("legation-")]


def test_each_encoding_carries_the_same_page(small: Small) -> None:
    plain = small.get()
    br = small.get(HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    zipped = small.get(HTTP_ACCEPT_ENCODING="gzip;q=1, br;q=0")
    assert brotli.decompress(br.body) == gzip.decompress(zipped.body) == plain.body
    assert (br.headers["content-encoding"], zipped.headers["content-encoding"]) == ("br", "gzip")
    assert len({plain.headers["etag"], br.headers["etag"], zipped.headers["etag"]}) == 3
    assert br.headers["vary"] == "Accept-Encoding"


def test_not_modified_and_head(small: Small) -> None:
    etag = small.get().headers["etag"]
    again = small.get(HTTP_IF_NONE_MATCH=f'"other", {etag}')
    assert (again.status, again.body) == (304, b"")
    head = small.get(REQUEST_METHOD="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(small.body))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Legation-Tags": "page:1", "Set-Cookie": "a=b"},
        {"Legation-Tags": "page:1", "Vary": "Cookie"},
        {"Legation-Tags": "page:1", "Legation-Expires": "1"},
    ],
)
def test_what_is_not_for_everybody_is_not_kept(small: Small, headers: dict[str, str]) -> None:
    small.headers = headers
    assert small.get().headers["cache-control"] == "no-store"
    small.get()
    assert len(small.asked) == 2


def test_a_query_is_never_kept(small: Small) -> None:
    small.get("/en/?page=2")
    small.get("/en/?page=2")
    assert len(small.asked) == 2


def test_an_update_reaches_every_worker_at_once(small: Small) -> None:
    other = small.worker()
    small.get()
    small.get(edge=other)
    assert len(small.asked) == 1  # the other worker found it on disk
    small.body = b"new words"
    announce(small.data, Change.UPDATE, ["office:london"])
    assert small.get(edge=other).body == b"new words"
    assert small.get().body == b"new words"


def test_an_update_of_something_else_changes_nothing(small: Small) -> None:
    small.get()
    announce(small.data, Change.UPDATE, ["office:paris"])
    small.get()
    assert len(small.asked) == 1


@pytest.mark.parametrize("failure", ["raises", "500"])
def test_the_former_copy_is_served_marked_while_the_application_is_away(small: Small, failure: str) -> None:
    small.get()
    announce(small.data, Change.UPDATE, ["page:1"])
    small.fails = failure == "raises"
    small.status = "500 Internal Server Error"
    answer = small.get()
    assert (answer.status, answer.headers["legation-stale"]) == (200, "yes")
    assert int(answer.headers["age"]) >= 0
    asked = len(small.asked)
    small.get()
    assert len(small.asked) == asked  # it is left alone for a second
    small.fails, small.status = False, "200 OK"
    time.sleep(1.1)
    assert "legation-stale" not in small.get().headers


def test_a_withdrawn_page_is_gone_everywhere(small: Small) -> None:
    other = small.worker()
    small.get()
    small.get(edge=other)
    announce(small.data, Change.WITHDRAW, ["page:1"])
    small.fails = True
    assert small.get().status == 500
    assert small.get(edge=other).status == 500
    assert list((small.data / "edge" / "cache").glob("*/*.json")) == []


def test_a_sweep_removes_what_no_worker_has_in_memory(small: Small) -> None:
    small.get()
    announce(small.data, Change.WITHDRAW, ["page:1"])
    idle = small.worker()
    idle.bulletin.follow()
    idle.store.sweep()
    assert list((small.data / "edge" / "cache").glob("*/*.json")) == []


def test_kept_pages_survive_a_restart_without_the_application(small: Small) -> None:
    small.get()
    small.fails = True
    assert small.get(edge=small.worker()).status == 200


def test_a_page_made_for_one_person_leaves_the_reserve_for_all(small: Small) -> None:
    small.get()
    announce(small.data, Change.UPDATE, ["page:1"])
    small.headers["Vary"] = "Cookie"
    assert small.get(HTTP_COOKIE="__Host-session=a").headers["cache-control"] == "no-store"
    small.fails = True
    assert small.get().headers["legation-stale"] == "yes"


def test_a_page_gone_from_the_application_is_forgotten(small: Small) -> None:
    small.get()
    announce(small.data, Change.UPDATE, ["page:1"])
    small.status = "404 Not Found"
    assert small.get().status == 404
    small.fails = True
    assert small.get().status == 500


def test_what_expires_is_made_anew(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.headers["Legation-Expires"] = str(int(time.time()) + 60)
    small.get()
    small.get()
    assert len(small.asked) == 1
    moment = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: moment)
    small.headers["Legation-Expires"] = str(int(moment) + 60)
    small.get()
    assert len(small.asked) == 2


def test_an_expired_verdict_is_never_served(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    small.headers = {"Legation-Tags": "assurance", "Legation-Expires": str(int(time.time()) + 60)}
    small.get()
    small.fails = True
    assert small.get().status == 200
    moment = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: moment)
    answer = small.get()
    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert small.body not in answer.body


def test_an_announcement_during_the_making_is_not_missed(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = small.application

    def slow(environ: Any, start_response: Any) -> Any:
        result = application(environ, start_response)
        if len(small.asked) == 1:
            announce(small.data, Change.UPDATE, ["page:1"])
        return result

    monkeypatch.setattr(small, "application", slow)
    small.get()
    small.get()
    assert len(small.asked) == 2


def test_a_compacted_bulletin_loses_nothing(tmp_path: Path) -> None:
    reader = Bulletin(tmp_path)
    announce(tmp_path, Change.UPDATE, ["page:1"])
    reader.follow()
    before = reader.position
    announce(tmp_path, Change.WITHDRAW, ["page:2"])
    compact(tmp_path)
    announce(tmp_path, Change.UPDATE, ["page:3"])
    reader.follow()
    assert reader.withdrawn_since(["page:2"], before)
    assert reader.stale_since(["page:3"], before)
    late = Bulletin(tmp_path)
    late.follow()
    assert late.position[0] == 1
    assert late.stale_since(["page:1"], (0, 0))
    assert late.withdrawn_since(["page:2"], before)
    after = late.position
    assert not late.stale_since(["page:1", "page:2", "page:3"], after)


def test_a_broken_line_is_passed_over(tmp_path: Path) -> None:
    announce(tmp_path, Change.UPDATE, ["page:1"])
    with bulletin_file(tmp_path).open("ab") as file:
        file.write(b"{half\n")
    announce(tmp_path, Change.UPDATE, ["*"])
    reader = Bulletin(tmp_path)
    reader.follow()
    assert reader.stale_since(["whatever"], (0, 1))
