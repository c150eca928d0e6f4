"""The firewall over a plain WSGI application: what passes, what does not, what it costs."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

import pytest

from legation.defence.firewall.bodies import LEFT_OUT, shown
from legation.defence.firewall.engine import SETUP_WITHOUT_FILE, Engine, Message
from legation.defence.firewall.wsgi import Firewall, status_file

CRS = Path("/usr/share/modsecurity-crs")
pytestmark = pytest.mark.skipif(not CRS.exists(), reason="modsecurity-crs is not installed")
ATTACK = "<script>alert(1)</script>"
SQL = "1' or 1=1--"
BOUNDARY = "----browser"


class Behind:
    """Notes what reached it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        start("200 OK", [])
        return [b"passed"]


class Guarded:
    """A client of the firewall."""

    def __init__(self, data: Path) -> None:
        self.behind, self.told = Behind(), list[str]()
        self.firewall = Firewall(self.behind, data=data, crs=CRS, on_refusal=self.told.append)
        self.body = b""

    def ask(
        self,
        path: str,
        query: str = "",
        *,
        method: str = "GET",
        body: bytes = b"",
        kind: str = "application/x-www-form-urlencoded",
        **more: Any,
    ) -> int:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "192.0.2.7",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8443",
            "HTTP_USER_AGENT": "Mozilla/5.0",
            "HTTP_ACCEPT": "text/html",
            "wsgi.input": io.BytesIO(body),
            **({"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))} if method == "POST" else {}),
            **more,
        }
        status: list[str] = []

        def start(line: str, headers: list[tuple[str, str]]) -> None:
            status.append(line)

        self.body = b"".join(self.firewall(environ, start))
        return int(status[0][:3])

    def post(self, fields: dict[str, str], path: str = "/en/mailbox/") -> int:
        return self.ask(path, method="POST", body=urlencode(fields).encode())

    def upload(self, *parts: tuple[str, bytes]) -> int:
        body = b"".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
            for head, content in parts
        )
        body += f"--{BOUNDARY}--\r\n".encode()
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("/en/mailbox/", method="POST", body=body, kind=kind)


@pytest.fixture
def guarded(tmp_path: Path) -> Guarded:
    return Guarded(tmp_path)


def test_it_says_that_it_is_on(guarded: Guarded, tmp_path: Path) -> None:
    state = json.loads(status_file(tmp_path).read_text())
    assert state["state"] == "on"
    assert state["rules"] > 300


@pytest.mark.parametrize("query", [urlencode({"q": ATTACK}), urlencode({"q": SQL}), "q=../../../etc/passwd"])
def test_attacks_in_the_query_are_refused_and_told(guarded: Guarded, query: str) -> None:
    assert guarded.ask("/en/search/", query) == 403
    assert guarded.told == ["192.0.2.7"]
    assert not guarded.behind.bodies


@pytest.mark.parametrize("words", ["passport", "護照", "O'Brien", "select a date", "What is <b>?", "50% off"])
def test_ordinary_words_pass(guarded: Guarded, words: str) -> None:
    assert guarded.ask("/en/search/", urlencode({"q": words})) == 200


def test_an_attack_in_a_field_is_refused(guarded: Guarded) -> None:
    assert guarded.post({"name": ATTACK}) == 403


def test_a_letter_about_script_passes_whole(guarded: Guarded) -> None:
    fields = {"name": "王小明", "words-letter": f"Why does {ATTACK} not work? {SQL}; cat /etc/passwd"}
    assert guarded.post(fields) == 200
    assert guarded.behind.bodies == [urlencode(fields).encode()]


def test_a_name_cannot_hide_an_attack(guarded: Guarded) -> None:
    assert guarded.post({f"words-{ATTACK}": "x"}) == 403


def test_what_the_engine_is_not_shown_is_nothing_to_its_rules(guarded: Guarded) -> None:
    engine = guarded.firewall._engine
    assert engine is not None
    everything = b"&".join(sorted(LEFT_OUT))
    kind = ("Content-Type", "application/x-www-form-urlencoded")
    for body in (everything, everything + b"&name=" + quote_plus(ATTACK).encode()):
        headers = (("Host", "localhost"), ("User-Agent", "Mozilla/5.0"), ("Accept", "text/html"), kind)
        sized = (*headers, ("Content-Length", str(len(body))))
        found = engine.judge(Message("192.0.2.7", "POST", "/en/mailbox/", "1.1", sized, body))
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        assert (found is not None) is ("name" in fields)
        assert guarded.post(fields) == (403 if found else 200)


@pytest.mark.parametrize("fields", [{"step": SQL}, {"statement": ATTACK}, {"matter": f"question{ATTACK}"}])
def test_only_our_own_words_are_left_out(guarded: Guarded, fields: dict[str, str]) -> None:
    assert guarded.post({"name": "王小明", **fields}) == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"country": "GB", "office": "new-york", "email": "ana.maria-lopez_1@mail.example.org"},
        {"country": "GB", "office": "", "email": "a'b@example.org"},
    ],
)
def test_plain_values_pass(guarded: Guarded, fields: dict[str, str]) -> None:
    assert guarded.post({"name": "Ana", **fields}) == 200


def test_plain_values_are_not_shown_and_any_other_is() -> None:
    body = b"name=Ana&country=GB&office=new-york&email=ana.lopez%40mail.example.org"
    other = b"country=GBR&office=-a&email=a%27b%40example.org&email=a%40b&country=GB%00"
    found = shown("application/x-www-form-urlencoded", io.BytesIO(body + b"&" + other), len(body + other) + 1)
    assert found[1] == b"name=Ana&" + other


@pytest.mark.parametrize("name", ["林 測試", "さくら", "محمد علي", ""])
def test_a_name_without_a_latin_letter_is_not_shown(guarded: Guarded, name: str) -> None:
    body = urlencode({"name": name}).encode()
    assert shown("application/x-www-form-urlencoded", io.BytesIO(body), len(body))[1] == b""
    assert guarded.post({"name": name}) == 200


@pytest.mark.parametrize(
    "body",
    [
        b"name=Ana",
        b"name=%3Cscript",
        b"name=%E6%9E%97%27",
        b"name=%EF%BC%9Cscript",
        b"name=%E6%9E",
        b"name=%E6%9E%97%00",
        b"name=%C2%AA",
        b"name=" + b"%E6%9E%97" * 50,
        b"title=%E6%9E%97",
        "name=ＳＥＬＥＣＴ".encode(),
    ],
)
def test_any_other_name_is_shown(body: bytes) -> None:
    assert shown("application/x-www-form-urlencoded", io.BytesIO(body), len(body))[1] == body


@pytest.mark.parametrize(
    "value", [SQL, ATTACK, "GB' or 1=1--", "a@example.org<script>alert(1)</script>", "../../etc/passwd"]
)
@pytest.mark.parametrize("name", ["country", "office", "email"])
def test_attacks_in_plain_fields_are_refused(guarded: Guarded, name: str, value: str) -> None:
    assert guarded.post({"name": "Ana", name: value}) == 403


def rules_with(folder: Path, setup: str) -> Engine:
    """An engine whose administrator wrote more into the set-up of the rules."""
    (folder / "rules").symlink_to(CRS / "rules")
    (folder / "crs-setup.conf").write_text(SETUP_WITHOUT_FILE + setup)
    return Engine(folder)


LEVEL = 'SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level={}"\n'


def test_settings_are_what_the_set_up_says_and_else_their_defaults(guarded: Guarded, tmp_path: Path) -> None:
    usual, said = (
        guarded.firewall._engine,
        "SecAction \"id:900700,phase:1,nolog,pass,t:none,setvar:'tx.{}'\"\n",
    )
    patient = rules_with(tmp_path, said.format("inbound_anomaly_score_threshold=500"))
    asked = Message(
        "192.0.2.7", "GET", f"/en/search/?q={quote_plus(ATTACK)}", "1.1", (("Host", "a.example"),), b""
    )
    old = Message("192.0.2.7", "GET", "/en/search/x.bak", "1.1", (("Host", "a.example"),), b"")
    assert usual is not None
    assert usual.judge(asked) is not None
    assert usual.judge(old) is not None, "an ending that is restricted by default"
    assert patient.judge(asked) is None


def test_rules_that_are_jumped_over_are_not_loaded_and_change_nothing(
    guarded: Guarded, tmp_path: Path
) -> None:
    quick, whole = guarded.firewall._engine, rules_with(tmp_path, LEVEL.format(1))
    assert quick is not None
    assert quick.rules < whole.rules
    for value in (
        ATTACK,
        SQL,
        "../../../etc/passwd",
        "() { :; }; x",
        "a;cat /etc/passwd",
        "護照",
        "O'Brien",
        "-- -",
    ):
        asked = Message(
            "192.0.2.7", "GET", f"/en/search/?q={quote_plus(value)}", "1.1", (("Host", "localhost"),), b""
        )
        assert quick.judge(asked) == whole.judge(asked), value


def test_a_higher_level_that_the_administrator_chose_is_obeyed(tmp_path: Path) -> None:
    asked = Message("192.0.2.7", "GET", "/en/search/?q=a%3B--%20-", "1.1", (("Host", "localhost"),), b"")
    for level in (1, 2):
        (tmp_path / str(level)).mkdir()
        found = rules_with(tmp_path / str(level), LEVEL.format(level)).judge(asked)
        assert (found is None) is (level == 1)


@pytest.mark.parametrize("name", ["submission", "enclosed", "proof_of_work"])
def test_our_own_signed_signs_are_no_attack_whatever_they_look_like(guarded: Guarded, name: str) -> None:
    assert guarded.post({name: SQL}) == 200
    assert guarded.post({f"{name}x": SQL}) == 403


def test_passwords_are_not_inspected(guarded: Guarded) -> None:
    assert guarded.post({"login": "a@example.org", "password": "' or 1=1-- <script>"}) == 200


def test_bytes_of_files_are_not_inspected_but_names_are(guarded: Guarded) -> None:
    attack = (ATTACK + SQL).encode()
    assert guarded.upload(('name="scan"; filename="passport.pdf"', attack)) == 200
    assert attack in guarded.behind.bodies[0]
    assert guarded.upload(('name="scan"; filename="shell.php"', b"x")) == 403


def test_text_parts_of_a_form_with_files_are_inspected(guarded: Guarded) -> None:
    assert guarded.upload(('name="name"', ATTACK.encode())) == 403
    assert guarded.upload(('name="words-letter"', ATTACK.encode())) == 200


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"x", 400),
        ("multipart/form-data; boundary=a", b"--a\r\nContent-Disposition: form-da", 400),
        ("multipart/form-data; boundary=a", b"nothing of the kind", 400),
        ("application/json", b'{"a": "<scr', 400),
        ("application/json", b'{"a": "<script>alert(1)</script>"}', 403),
        ("application/json", b'{"a": "fine"}', 200),
        ("text/xml", b"<a/>", 403),
        ("application/x-www-form-urlencoded", b"a=1&" * 3000, 400),
        ("application/x-www-form-urlencoded", b"a=" + b"1" * 4_000_000, 413),
    ],
)
def test_what_cannot_be_inspected_is_not_let_in(
    guarded: Guarded, kind: str, body: bytes, status: int
) -> None:
    assert guarded.ask("/en/mailbox/", method="POST", body=body, kind=kind) == status


@pytest.mark.parametrize(
    "head",
    [
        'name="words-letter"; name="name"',
        "name=\"words-letter\"; name*=utf-8''name",
        'name="words-letter"\r\nContent-Transfer-Encoding: base64',
        'name="words-letter"\r\nContent-Disposition: form-data; name="name"',
    ],
)
def test_a_part_that_names_itself_twice_is_not_let_in(guarded: Guarded, head: str) -> None:
    assert guarded.upload((head, ATTACK.encode())) == 400


def test_a_part_without_a_file_name_is_a_field(guarded: Guarded) -> None:
    assert guarded.upload(('name="name"; filename=""', ATTACK.encode())) == 403
    assert guarded.upload(('name="scan"; filename=""', b"")) == 200


def test_no_part_is_hidden_from_the_engine(guarded: Guarded) -> None:
    part = f'\r\nContent-Disposition: form-data; name="name"\r\n\r\n{ATTACK}'.encode()
    inner = b"A letter --" + BOUNDARY.encode() + part
    assert guarded.upload(('name="words-letter"', inner)) == 400
    assert guarded.upload(('name="scan"; filename="a.pdf"', inner)) == 400
    whole = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--{BOUNDARY}--'.encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    for body in (part[2:] + b"\r\n" + whole, whole + part):
        assert guarded.ask("/en/", method="POST", body=body, kind=kind) == 400
    assert guarded.ask("/en/", method="POST", body=whole, kind=kind) == 200


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded; charset=utf-7",
        "text/plain; charset=utf-16",
        f"multipart/form-data; boundary={BOUNDARY}; charset=utf-7",
        f"multipart/form-data; boundary={BOUNDARY}; boundary=other",
        f"multipart/form-data; boundary={BOUNDARY}; boundary*=utf-8''other",
        f"multipart/form-data=x; boundary={BOUNDARY}",
    ],
)
def test_other_signs_and_second_boundaries_are_not_let_in(guarded: Guarded, kind: str) -> None:
    assert guarded.ask("/en/", method="POST", body=b"a=1", kind=kind) == 400
    assert guarded.ask("/en/search/", "q=%2BADw-script%2BAD4-", CONTENT_TYPE=kind) == 400


def test_browsers_ways_of_writing_the_kind_pass(guarded: Guarded) -> None:
    for kind in ("application/x-www-form-urlencoded;charset=UTF-8", "Application/X-WWW-Form-URLencoded"):
        assert guarded.ask("/en/", method="POST", body=b"a=1", kind=kind) == 200


def test_a_wrong_length_is_refused(guarded: Guarded) -> None:
    assert guarded.ask("/en/", method="POST", body=b"a=1", CONTENT_LENGTH="99") == 400
    assert guarded.ask("/en/", method="POST", body=b"a=1", CONTENT_LENGTH="-1") == 400
    assert guarded.ask("/en/", method="POST", body=b"a=1", CONTENT_LENGTH="999999999999") == 413


def test_the_editor_is_judged_by_its_head_only(guarded: Guarded) -> None:
    assert guarded.post({"body": ATTACK}, "/staff/editor/pages/1/edit/") == 200
    assert guarded.ask("/staff/editor/", urlencode({"q": ATTACK})) == 403


def test_other_methods_are_left_to_the_application(guarded: Guarded) -> None:
    assert guarded.ask("/en/", method="DELETE") == 200


@pytest.mark.parametrize(
    ("path", "accepted", "word"),
    [
        ("/zh-hant/search/", "", "拒絕"),
        ("/search/", "ar;q=0.9", "رُفض"),
        ("/search/", "fr", "refused"),
        ("/\x00", "zh-TW,zh", "拒絕"),
    ],
)
def test_the_refusal_speaks_the_visitors_language(
    guarded: Guarded, path: str, accepted: str, word: str
) -> None:
    assert guarded.ask(path, urlencode({"q": ATTACK}), HTTP_ACCEPT_LANGUAGE=accepted) == 403
    assert word in guarded.body.decode()


def test_without_rules_everything_passes_and_it_says_so(tmp_path: Path) -> None:
    firewall = Firewall(Behind(), data=tmp_path, crs=tmp_path / "nowhere")
    assert firewall.inspect({"REQUEST_METHOD": "GET", "QUERY_STRING": urlencode({"q": ATTACK})}) is None
    state = json.loads(status_file(tmp_path).read_text())
    assert state["state"] == "off"
    assert "modsecurity-crs" in state["reason"]


def test_it_costs_less_than_five_milliseconds(guarded: Guarded) -> None:
    fields = {f"field-{number}": "some plain words of an answer" for number in range(20)}
    guarded.post(fields)
    begun = time.thread_time()
    for _ in range(20):
        guarded.post(fields)
        guarded.ask("/en/search/", "q=passport")
    assert (time.thread_time() - begun) / 40 < 0.005
