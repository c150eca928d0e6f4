"""Notices of non-delivery, as Postfix, Exchange and people write them."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings
from typer.testing import CliRunner

from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.mail import services
from legation.mail.bounces import return_path, take
from legation.mail.commands import app
from legation.mail.models import OutgoingMail
from legation.mail.queries import trouble
from legation.privacy.models import Subject

pytestmark = pytest.mark.django_db
NOTICE = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I am sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; chen@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {quoted}
Subject: Your letter

--b--
"""


@pytest.fixture
def row(settings: Settings) -> OutgoingMail:
    settings.LEGATION_BOUNCE_ADDRESS = "bounces@ministry.example"
    sent = services.queue(
        Subject.objects.create(), "chen@example.org", "Your letter", "Words.", language="en"
    )
    OutgoingMail.objects.update(sent_at=clock.now())
    sent.refresh_from_db()
    return sent


def notice(
    to: str, quoted: str = "<other@example.org>", action: str = "failed", status: str = "5.1.1"
) -> bytes:
    return NOTICE.format(to=to, quoted=quoted, action=action, status=status).encode()


def test_each_message_has_a_return_address_of_its_own(row: OutgoingMail, settings: Settings) -> None:
    assert return_path(row.message_id) == f"bounces+{row.message_id[1:37]}@ministry.example"
    settings.LEGATION_BOUNCE_ADDRESS = ""
    assert return_path(row.message_id) == settings.DEFAULT_FROM_EMAIL


@pytest.mark.parametrize("by_address", [True, False])
def test_a_notice_is_matched_by_its_address_or_by_what_it_quotes(row: OutgoingMail, by_address: bool) -> None:
    to = return_path(row.message_id) if by_address else "bounces@ministry.example"
    quoted = "<other@example.org>" if by_address else row.message_id
    assert take(notice(to, quoted)) == row
    assert take(notice(to, quoted)) == row, "the same notice twice"
    row.refresh_from_db()
    assert row.bounce_status == "5.1.1"
    assert trouble(row.subject).bounced == row
    assert LedgerRecord.objects.filter(action="mail.bounced").count() == 1


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_delay_and_success_are_no_failure(row: OutgoingMail, action: str) -> None:
    assert take(notice(return_path(row.message_id), action=action, status="4.4.1")) is None
    row.refresh_from_db()
    assert row.bounced_at is None


def test_an_answer_of_a_person_and_a_stranger_s_notice_change_nothing(row: OutgoingMail) -> None:
    answer = f"From: chen@example.org\nTo: {return_path(row.message_id)}\nSubject: Re\n\nfailed 5.1.1"
    assert take(answer.encode()) is None
    assert take(notice("bounces+00000000-0000-4000-8000-000000000000@ministry.example")) is None
    OutgoingMail.objects.update(sent_at=None)
    assert take(notice(return_path(row.message_id))) is None, "what was never sent cannot come back"


@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.integers(0, 900))
def test_no_notice_breaks_it(row: OutgoingMail, rubbish: bytes, at: int) -> None:
    whole = notice(return_path(row.message_id))
    take(rubbish)
    take(whole[:at] + rubbish + whole[at:])


def test_a_maildir_is_emptied(row: OutgoingMail, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(notice(return_path(row.message_id)))
    (tmp_path / "new" / "2").write_bytes(b"\x00\xff not a mail")
    told = CliRunner().invoke(app, ["bounce", "--folder", str(tmp_path)])
    assert (told.exit_code, told.stdout.strip()) == (0, "2 read, 1 taken")
    assert not list((tmp_path / "new").iterdir())


def test_a_mail_server_hands_over_one_notice(row: OutgoingMail, monkeypatch: pytest.MonkeyPatch) -> None:
    given_in = io.TextIOWrapper(io.BytesIO(notice(return_path(row.message_id))))
    monkeypatch.setattr(sys, "stdin", given_in)
    told = CliRunner().invoke(app, ["bounce"], input=notice(return_path(row.message_id)))
    assert (told.exit_code, told.stdout.strip()) == (0, "taken")
