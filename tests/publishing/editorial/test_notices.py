"""Editors are reminded before and on the day of review, and told of broken links, once each."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.publishing.editorial import notices
from legation.publishing.editorial.models import CheckedLink, LinkPlace, LinkState, SentNotice
from tests.publishing.conftest import Joint


def test_fourteen_days_before_and_on_the_day(joint: Joint, editor: User) -> None:
    joint.news("Fees", review_by=clock.today() + dt.timedelta(days=20))
    start = clock.now()
    sent = []
    for day in range(25):
        with clock.at(start + dt.timedelta(days=day)):
            sent += [day] * notices.remind()
            assert notices.remind() == 0
    assert sent == [6, 20]
    mails = list(OutgoingMail.objects.order_by("pk"))
    assert {mail.subject_id for mail in mails} == {editor.subject_id}


def test_never_twice_after_a_kill(joint: Joint, editor: User) -> None:
    joint.news("Fees", review_by=clock.today())
    with transaction.atomic():
        assert notices.remind() == 1
        transaction.set_rollback(True)  # killed before it was committed: nothing of it happened
    assert not SentNotice.objects.exists()
    assert notices.remind() == 1
    assert notices.remind() == 0
    assert OutgoingMail.objects.count() == 1


def test_another_day_of_review_is_another_reminder(joint: Joint, editor: User) -> None:
    page = joint.news("Fees", review_by=clock.today())
    assert notices.remind() == 1
    page.review_by = clock.today() + dt.timedelta(days=10)
    page.save()
    assert notices.remind() == 1


def test_the_list_at_the_desk(joint: Joint, editor: User) -> None:
    joint.news("Old fees", review_by=clock.today() - dt.timedelta(days=1))
    joint.news("Fine fees", review_by=clock.today() + dt.timedelta(days=100))
    client = Client()
    client.force_login(editor)
    shown = client.get(reverse("editorial_reviews")).text
    assert "Old fees" in shown
    assert "Overdue" in shown
    assert "Fine fees" not in shown


def test_broken_links_once_a_week(joint: Joint, editor: User) -> None:
    page = joint.news("Links")
    link = CheckedLink.objects.create(digest="x", address="https://bad.example/", state=LinkState.BROKEN)
    LinkPlace.objects.create(link=link, page=page, text="the bad one")
    monday = clock.now() + dt.timedelta(days=7 - clock.now().weekday())
    with clock.at(monday):
        assert notices.mail_links() == 1
    with clock.at(monday + dt.timedelta(days=6)):
        assert notices.mail_links() == 0
    with clock.at(monday + dt.timedelta(days=7)):
        assert notices.mail_links() == 1
