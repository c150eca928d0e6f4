"""The mark "it is not safe to contact me"."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives

from legation.ledger.models import LedgerRecord
from legation.mail import services, tasks
from legation.mail.models import OutgoingMail
from legation.mail.queries import outbox, trouble
from legation.mail.unsafe import mark_safe, mark_unsafe
from legation.privacy.models import Subject

pytestmark = pytest.mark.django_db


def queued(person: Subject, to: str = "chen@example.org") -> OutgoingMail:
    return services.queue(person, to, "Your letter", "Words.", language="en")


def test_nothing_is_sent_to_whom_it_is_not_safe_to_write() -> None:
    person, other = Subject.objects.create(), Subject.objects.create()
    waiting = queued(person)
    mark_unsafe(person)
    for row in (waiting, queued(person)):
        assert services.send_mail.func(row.pk)
        row.refresh_from_db()
        assert row.sent_at is None
    assert trouble(person).withheld == 2
    assert not outbox("chen@example.org"), "not even the demonstration shows it as sent"
    assert services.send_mail.func(queued(other).pk)
    assert OutgoingMail.objects.get(subject=other).sent_at, "the mark is one person's, not an address's"


def test_the_mark_is_asked_again_when_a_worker_sends() -> None:
    person = Subject.objects.create()
    row = queued(person)
    mark_unsafe(person)
    OutgoingMail.objects.update(withheld_at=None)  # as if it had been queued at the same moment
    assert services.send_mail.func(row.pk)
    assert OutgoingMail.objects.get().sent_at is None
    assert tasks.retry() == 0


def test_who_is_marked_while_a_handful_is_sent_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = Subject.objects.create(), Subject.objects.create()
    queued(first)
    queued(second)
    handed: list[str] = []

    class Slow:
        def send_messages(self, messages: list[EmailMultiAlternatives]) -> None:
            handed.append(messages[0].to[0])
            mark_unsafe(second)

    monkeypatch.setattr(services, "get_connection", lambda transport: Slow())
    services.send_waiting.func()
    assert len(handed) == 1
    left = OutgoingMail.objects.get(subject=second)
    assert left.sent_at is None
    assert left.withheld_at is not None, "nor is it sent later"


def test_what_was_held_back_stays_and_new_mail_goes_once_it_is_safe() -> None:
    person = Subject.objects.create()
    mark_unsafe(person)
    mark_unsafe(person)
    old = queued(person)
    mark_safe(person)
    assert services.send_mail.func(queued(person).pk)
    assert services.send_mail.func(old.pk)
    assert OutgoingMail.objects.exclude(sent_at=None).count() == 1
    noted = LedgerRecord.objects.order_by("pk").values_list("action", flat=True)
    assert list(noted) == ["mail.unsafe", "mail.safe"]


def test_two_workers_send_one_message_once() -> None:
    row = queued(Subject.objects.create())
    assert services.claim(row.pk) is not None
    assert services.claim(row.pk) is None
