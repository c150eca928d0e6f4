"""No text goes public by its author, by whatever way; a small office is helped by the duty desk."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, TaskState

from legation.accounts.models import Role, User
from legation.accounts.staff import services
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.offices.models import Office
from legation.publishing.editorial import scheduling
from legation.publishing.editors import sync_everybody
from legation.publishing.models import NewsPage
from legation.publishing.review import author_of
from legation.publishing.signatures.people import may_decide
from tests.conftest import make_staff
from tests.publishing.conftest import Joint


def submitted(joint: Joint, author: User) -> tuple[NewsPage, TaskState]:
    page = joint.news("A draft", live=False)
    page.save_revision(user=author)
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, author)
    return page, TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)


def test_the_duty_desk_is_the_second_person_of_an_office_of_one(
    joint: Joint, publisher: User, duty_publisher: User
) -> None:
    sync_everybody()
    page, _state = submitted(joint, publisher)
    assert not may_decide(publisher, page)
    assert may_decide(duty_publisher, page)
    desk = Client()
    desk.force_login(duty_publisher)
    assert b"A draft" in desk.get(reverse("signatures_queue")).content
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    address = reverse("editorial_changes", args=[page.pk])
    approval = {"revision": page.latest_revision_id, "action": "approve", "comment": ""}
    assert desk.post(address, approval).status_code == 302
    assert Page.objects.get(pk=page.pk).live
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 404


def test_the_duty_desk_stays_out_where_the_office_has_a_second_person(
    joint: Joint, editor: User, publisher: User, duty_publisher: User
) -> None:
    sync_everybody()
    page, _state = submitted(joint, editor)
    assert may_decide(publisher, page)
    assert not may_decide(duty_publisher, page)
    desk = Client()
    desk.force_login(duty_publisher)
    assert b"A draft" not in desk.get(reverse("signatures_queue")).content
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 404


def test_the_duty_desk_covers_for_a_second_person_who_is_away(
    joint: Joint, editor: User, publisher: User, duty_publisher: User
) -> None:
    sync_everybody()
    page, state = submitted(joint, editor)
    TaskState.objects.filter(pk=state.pk).update(started_at=clock.now() - dt.timedelta(hours=25))
    assert may_decide(publisher, page)
    assert may_decide(duty_publisher, page)
    desk = Client()
    desk.force_login(duty_publisher)
    assert b"A draft" in desk.get(reverse("signatures_queue")).content


def test_the_ledger_names_who_published_and_who_wrote(joint: Joint, editor: User, publisher: User) -> None:
    page = joint.news("A draft", live=False)
    page.save_revision(user=editor)
    page.save_revision(user=publisher).publish(user=publisher)
    act = newest("page.published")
    assert act["actor"] == str(publisher.subject_id)
    assert act["about"] == [str(editor.subject_id)]
    assert act["detail"]["written_by"] == str(editor.subject_id)


def test_the_clock_publishes_what_somebody_else_approved(joint: Joint, editor: User, publisher: User) -> None:
    later = clock.now() + dt.timedelta(hours=1)
    page = joint.news("A draft", live=False)
    page.go_live_at = later
    revision = page.save_revision(user=editor)
    with pytest.raises(PermissionDenied):
        revision.publish(user=editor)
    revision.publish(user=publisher)
    page = NewsPage.objects.get(pk=page.pk)
    page.title = "Slipped in afterwards"
    page.save_revision(user=editor)
    past = clock.now() - dt.timedelta(hours=1)
    revision.refresh_from_db()
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    assert scheduling.run() == (0, 1)
    shown = NewsPage.objects.get(pk=page.pk)
    assert shown.title != "Slipped in afterwards"
    act = newest("page.published")
    assert act["actor"] == str(publisher.subject_id)
    assert act["about"] == [str(editor.subject_id)]


def test_neither_bulk_nor_copy_nor_api_publishes_ones_own(joint: Joint, publisher: User) -> None:
    sync_everybody()
    joint.client.force_login(publisher)
    page = joint.news("A draft", live=False)
    page.save_revision(user=publisher)
    bulk = f"/staff/editor/bulk/wagtailcore/page/publish/?id={page.pk}"
    assert joint.client.post(bulk).status_code == 302
    api = f"/staff/editor/api/main/pages/{page.pk}/action/publish/"
    assert joint.client.post(api).status_code == 404
    shown = joint.news("Shown", slug="shown")
    parent = shown.get_parent().pk
    values = {
        "new_title": "Changed",
        "new_slug": "changed",
        "new_parent_page": parent,
        "publish_copies": "on",
    }
    joint.client.post(f"/staff/editor/pages/{shown.pk}/copy/", values)
    assert not Page.objects.filter(live=True, title="Changed").exists()
    assert not Page.objects.get(pk=page.pk).live


def test_saving_again_makes_nobody_the_author(joint: Joint, editor: User, publisher: User) -> None:
    page = joint.news("A draft", live=False)
    page.summary = "changed"
    first = page.save_revision(user=editor)
    page.save_revision(user=publisher)
    assert author_of(page) == editor.pk
    page.summary = "changed again"
    page.save_revision(user=publisher)
    assert author_of(page) == publisher.pk
    assert author_of(page, first) == editor.pk


def test_a_translator_has_a_language_and_with_an_office_both_limits_hold(
    joint: Joint, london: Office, administrator: User, editor: User
) -> None:
    with pytest.raises(Conflict):
        services.propose(
            administrator, editor, Role.TRANSLATOR, office=london, language="", term=dt.timedelta(days=30)
        )
    translator = make_staff("t@example.org", Role.TRANSLATOR, london, language="zh-hant")
    sync_everybody()
    english, chinese = joint.news("English"), joint.news("Chinese", language="zh-hant")
    assert chinese.permissions_for_user(translator).can_edit()
    assert not english.permissions_for_user(translator).can_edit()
    assert not joint.home("zh-hant").permissions_for_user(translator).can_edit()


def newest(action: str) -> Any:
    return opened(LedgerRecord.objects.filter(action=action).latest("pk"))
