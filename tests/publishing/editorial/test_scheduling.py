"""Nothing goes live by itself that nobody approved; what was approved does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.publishing.editorial import scheduling
from legation.publishing.editorial.permissions import WRITERS, pages_of
from legation.publishing.editors import sync_everybody
from legation.publishing.models import NewsPage
from tests.publishing.conftest import Joint

SOON = dt.timedelta(hours=1)


def draft(joint: Joint, editor: User) -> NewsPage:
    page = joint.news("A plan", "Text", live=False)
    page.go_live_at = clock.now() + SOON
    page.save_revision(user=editor)
    return page


def test_unapproved_stays_and_the_board_says_why(joint: Joint, editor: User) -> None:
    page = draft(joint, editor)
    (row,) = scheduling.planned(pages_of(editor, *WRITERS))
    assert not row.approved
    assert row.obstacles == ["Not submitted for review"]
    with clock.at(clock.now() + 2 * SOON):
        assert scheduling.run() == (0, 0)
    assert joint.client.get(page.url).status_code == 404
    client = Client()
    client.force_login(editor)
    assert "Not submitted for review" in client.get(reverse("editorial_schedule")).text


def test_approved_goes_live_once(joint: Joint, editor: User, publisher: User) -> None:
    sync_everybody()
    page = draft(joint, editor)
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, editor)
    (row,) = scheduling.planned(pages_of(editor, *WRITERS))
    assert row.obstacles == ["Waits for approval"]
    page.current_workflow_task_state.approve(user=publisher)
    assert not LedgerRecord.objects.filter(action="page.published").exists()
    (row,) = scheduling.planned(pages_of(editor, *WRITERS))
    assert row.approved
    assert not row.obstacles
    assert scheduling.run() == (0, 0)
    NewsPage.objects.get(pk=page.pk).save_revision(
        user=editor
    )  # words written after the approval stay behind
    page.latest_revision.refresh_from_db()
    revision = page.revisions.exclude(approved_go_live_at=None).get()
    past = clock.now() - SOON
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    assert scheduling.run() == (0, 1)
    assert scheduling.run() == (0, 0)
    assert joint.client.get(page.url).status_code == 200
    assert LedgerRecord.objects.filter(action="page.published").count() == 1


def test_what_ends_is_gone(joint: Joint) -> None:
    page = joint.news("A plan", expire_at=clock.now() + SOON)
    with clock.at(clock.now() + 2 * SOON):
        assert scheduling.run() == (1, 0)
    assert joint.client.get(page.url).status_code == 404
    assert LedgerRecord.objects.filter(action="page.expired").count() == 1


def test_one_that_fails_does_not_hold_up_the_others(joint: Joint, monkeypatch: pytest.MonkeyPatch) -> None:
    first = joint.news("First", expire_at=clock.now() + SOON)
    second = joint.news("Second", expire_at=clock.now() + SOON)
    usual = NewsPage.unpublish

    def fails(self: NewsPage, **kwargs: object) -> None:
        if self.pk == first.pk:
            raise RuntimeError("cannot")
        usual(self, **kwargs)

    monkeypatch.setattr(NewsPage, "unpublish", fails)
    with clock.at(clock.now() + 2 * SOON):
        assert scheduling.run() == (1, 0)
    second.refresh_from_db()
    assert not second.live


def test_another_office_sees_nothing_of_it(joint: Joint, editor: User, member: User) -> None:
    draft(joint, editor)
    client = Client()
    client.force_login(member)
    assert client.get(reverse("editorial_schedule")).status_code == 403
    assert scheduling.planned(pages_of(member, *WRITERS)) == []
