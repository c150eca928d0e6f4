from __future__ import annotations

import datetime as dt
import smtplib
import socket
import threading

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.test import Client
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from legation.kernel import clock
from legation.kernel.errors import NotPermitted, Unavailable
from legation.mail import services, tasks
from legation.mail.models import OutgoingMail
from legation.mail.queries import outbox
from legation.mail.rendering import as_html, links
from legation.privacy.models import Subject
from tests.accessibility import assert_valid_html

pytestmark = pytest.mark.django_db
TEXT = "Dear Ms Chen,\n\nFollow your letter here:\nhttps://localhost/en/cases/LDN-1/\n\nThe office."


class MailServer(threading.Thread):
    """Enough of SMTP (RFC 5321) to take one message; keeps what it was told."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.envelope: list[str] = []
        self.message = ""

    def run(self) -> None:
        connection, _address = self.listener.accept()
        with self.listener, connection, connection.makefile("rwb") as lines:

            def say(text: str) -> None:
                lines.write(text.encode() + b"\r\n")
                lines.flush()

            say("220 test")
            while line := lines.readline().decode().strip():
                word = line.split()[0].upper()
                if word == "DATA":
                    say("354 go on")
                    body = []
                    while (part := lines.readline()) != b".\r\n":
                        body.append(part)
                    self.message = b"".join(body).decode()
                elif word == "QUIT":
                    say("221 bye")
                    return
                elif word in ("MAIL", "RCPT"):
                    self.envelope.append(line)
                say("250 ok")


def queued(to: str = "chen@example.org", text: str = TEXT, language: str = "en") -> OutgoingMail:
    return services.queue(Subject.objects.create(), to, "Your letter", text, language=language)


def smtp(settings: Settings, port: int) -> None:
    settings.LEGATION_MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def test_a_message_reaches_a_mail_server(settings: Settings) -> None:
    server = MailServer()
    server.start()
    smtp(settings, server.port)
    row = queued(text="您的信件已收到。\n")
    services.send(row)
    server.join(5)
    assert "chen@example.org" in server.envelope[1]
    assert row.message_id in server.message
    assert "Auto-Submitted: auto-generated" in server.message
    assert "text/plain" in server.message
    assert "text/html" in server.message
    assert OutgoingMail.objects.get().sent_at is not None


def test_a_dead_mail_server_loses_nothing(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    smtp(settings, port)
    row = queued()
    with pytest.raises(Unavailable):
        services.send(row)
    row.refresh_from_db()
    assert (row.sent_at, row.attempts) == (None, 1)
    assert "ConnectionRefusedError" in row.failure
    now = clock.now()
    with clock.at(now + dt.timedelta(minutes=6)):
        assert tasks.retry() == 1
    OutgoingMail.objects.update(attempts=10)
    with clock.at(now + dt.timedelta(minutes=60)):
        assert tasks.retry() == 0
    with clock.at(now + dt.timedelta(minutes=501)):
        assert tasks.retry() == 1


def test_one_task_sends_what_waits_and_a_refused_message_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Picky:
        def send_messages(self, messages: list[EmailMultiAlternatives]) -> None:
            if "nobody@example.org" in messages[0].to:
                raise smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"unknown")})

    monkeypatch.setattr(services, "get_connection", lambda transport: Picky())
    for number in range(services.HANDFUL + 5):
        queued(to="nobody@example.org" if number == 3 else f"person-{number}@example.org")
    assert DBTaskResult.objects.count() == 1, "a thousand messages need no thousand tasks"
    assert services.send_waiting.func() == services.HANDFUL + 5
    left = OutgoingMail.objects.get(sent_at=None)
    assert (left.attempts, left.claimed_at, left.failure) == (1, None, "SMTPRecipientsRefused 550")
    assert services.send_waiting.func() == 0, "what failed is tried again later, not at once"


def test_each_message_is_noted_before_the_next_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a worker that is killed sends one twice at most."""
    noted: list[int] = []

    class Watching:
        def send_messages(self, messages: list[EmailMultiAlternatives]) -> None:
            noted.append(OutgoingMail.objects.exclude(sent_at=None).count())

    monkeypatch.setattr(services, "get_connection", lambda transport: Watching())
    for number in range(services.HANDFUL + 2):
        queued(to=f"person-{number}@example.org")
    services.send_waiting.func()
    assert noted == list(range(services.HANDFUL + 2))


def test_a_message_is_not_left_to_a_task_that_has_begun() -> None:
    queued()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    queued()
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's plan depends on how much there is")
def test_whether_a_task_is_asked_is_not_looked_for_among_all_that_ever_ran() -> None:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + services.WAITING, ["x"])
        (plan,) = cursor.fetchall()
    assert "SEARCH" in plan[-1]
    assert "USING INDEX" in plan[-1]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite writes for one at a time")
@pytest.mark.django_db(transaction=True)
def test_a_message_is_not_left_to_a_task_that_is_just_beginning() -> None:
    queued()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {DBTaskResult._meta.db_table} FOR UPDATE")  # our own name
        with transaction.atomic():
            queued()
    finally:
        other.rollback()
        other.close()
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 2


def test_more_than_one_turn_asks_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", services.HANDFUL)
    for _number in range(services.HANDFUL + 1):
        queued()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert services.send_waiting.func() == services.HANDFUL
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


def test_a_refusal_is_noted_without_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def send_messages(self, messages: object) -> None:
            raise smtplib.SMTPRecipientsRefused({"chen@example.org": (550, b"chen@example.org unknown")})

    monkeypatch.setattr(services, "get_connection", lambda transport: Refusing())
    row = queued()
    with pytest.raises(Unavailable):
        services.send(row)
    row.refresh_from_db()
    assert row.failure == "SMTPRecipientsRefused 550"


def test_messages_are_deleted_after_thirty_days() -> None:
    queued()
    with clock.at(clock.now() + dt.timedelta(days=29)):
        assert tasks.delete_old() == 0
    with clock.at(clock.now() + dt.timedelta(days=31)):
        assert tasks.delete_old() == 1
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_html_form_is_valid_and_has_one_button(language: str) -> None:
    html = as_html("Your letter <b>", TEXT + "\n\nhttps://localhost/second/", language)
    assert html.count("display:inline-block") == 1
    assert "<img" not in html
    assert "&lt;b&gt;" in html
    assert ('dir="rtl"' in html) is (language == "ar")
    assert_valid_html(html)


def test_links_end_before_the_sentence_does() -> None:
    text = "See https://localhost/a/. 請看 https://localhost/b/。 (https://localhost/c)"
    assert links(text) == ["https://localhost/a/", "https://localhost/b/", "https://localhost/c"]


def test_the_outbox_shows_the_newest_first_and_narrows() -> None:
    queued(to="first@example.org")
    queued(to="second@example.org")
    visitor = Client(SERVER_NAME="localhost")
    shown = visitor.get("/demo/outbox.json", secure=True).json()
    assert [mail["to"] for mail in shown] == ["second@example.org", "first@example.org"]
    assert shown[0]["links"] == ["https://localhost/en/cases/LDN-1/"]
    assert {"to", "subject", "text", "links"} <= shown[0].keys()
    narrowed = visitor.get("/demo/outbox.json?to=FIRST@example.org", secure=True).json()
    assert [mail["to"] for mail in narrowed] == ["first@example.org"]
    page = visitor.get("/demo/outbox/", secure=True).content.decode()
    assert page.index("second@example.org") < page.index("first@example.org")
    assert_valid_html(page)


def test_the_outbox_is_closed_outside_the_demonstration(settings: Settings) -> None:
    settings.LEGATION_DEMONSTRATION = False
    with pytest.raises(NotPermitted):
        outbox()


def test_an_erased_persons_mail_is_empty() -> None:
    row = queued()
    row.subject.erase()
    assert [(mail.to, mail.text) for mail in outbox()] == [("", "")]


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
@pytest.mark.parametrize("name", ["王小明", "", "<b>&\0link\0{{ day }}%(day)s"])
def test_a_mail_that_is_filled_in_reads_as_one_that_is_rendered(language: str, name: str) -> None:
    texts = {"name": name, "link": "https://example.org/a/", "day": "7 May 2026"}
    template = "cases/mail/confirm.txt"
    assert services.filled(template, texts, language=language) == services.rendered(
        template, texts, language=language
    )
