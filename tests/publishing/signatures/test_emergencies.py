"""An emergency alert is public at once, and somebody else looks at it within two hours."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.publishing.editors import sync_everybody
from legation.publishing.models import AlertPage
from legation.publishing.signatures import emergencies
from legation.publishing.signatures.models import EmergencyReview, Outcome
from tests.publishing.conftest import Joint


@pytest.fixture
def alert(joint: Joint, publisher: User) -> AlertPage:
    sync_everybody()
    page = AlertPage.objects.get(locale__language_code="en")
    page.level = "emergency"
    page.save_revision(user=publisher).publish(user=publisher)
    return AlertPage.objects.get(pk=page.pk)


def mailed() -> int:
    return OutgoingMail.objects.count()


def test_it_is_listed_with_its_time_and_confirmed_by_another(
    alert: AlertPage, publisher: User, duty_publisher: User
) -> None:
    row = EmergencyReview.objects.get()
    assert row.due_at - row.published_at == dt.timedelta(hours=2)
    address = reverse("signatures_review", args=[row.pk])
    own = Client()
    own.force_login(publisher)
    assert own.get(address).status_code == 404
    desk = Client()
    desk.force_login(duty_publisher)
    assert f"{row.due_at:%H:%M} UTC" in desk.get(reverse("signatures_queue")).content.decode()
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"decision": "withdraw"}).status_code == 422
    assert desk.post(address, {"decision": "confirm"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.decided_by) == (Outcome.CONFIRMED, duty_publisher)
    assert AlertPage.objects.get(pk=alert.pk).live
    assert LedgerRecord.objects.filter(action="alert.emergency").count() == 1
    assert LedgerRecord.objects.filter(action="alert.confirmed").count() == 1


def test_the_duty_desk_withdraws_it(alert: AlertPage, duty_publisher: User) -> None:
    row = EmergencyReview.objects.get()
    desk = Client()
    desk.force_login(duty_publisher)
    answers = {"decision": "withdraw", "explanation": "It was a drill."}
    assert desk.post(reverse("signatures_review", args=[row.pk]), answers).status_code == 302
    assert not AlertPage.objects.get(pk=alert.pk).live
    assert LedgerRecord.objects.filter(action="alert.withdrawn").exists()
    assert LedgerRecord.objects.filter(action="page.withdrawn").exists()


def test_reminded_after_one_hour_and_escalated_after_two_once_each(
    alert: AlertPage, duty_publisher: User
) -> None:
    row = EmergencyReview.objects.get()
    before = mailed()
    assert emergencies.remind() == 0
    with clock.at(row.published_at + dt.timedelta(minutes=61)):
        assert emergencies.remind() == 1
        assert emergencies.remind() == 0
    assert mailed() == before + 1
    with clock.at(row.due_at):
        assert emergencies.remind() == 1
        assert emergencies.remind() == 0
    assert mailed() == before + 2
    assert LedgerRecord.objects.filter(action="alert.review-escalated").exists()


def test_two_signatures_need_no_review(joint: Joint, editor: User, publisher: User) -> None:
    page = AlertPage.objects.get(locale__language_code="en")
    page.level = "emergency"
    page.save_revision(user=editor).publish(user=publisher)
    assert not EmergencyReview.objects.exists()
