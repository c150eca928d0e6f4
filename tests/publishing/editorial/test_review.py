"""Who decides sees what a draft changes, and decides over exactly that."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse

from legation.accounts.models import User
from legation.ledger.models import LedgerRecord
from legation.publishing.editors import sync_everybody
from legation.publishing.models import NewsPage
from tests.publishing.conftest import Joint


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submitted(joint: Joint, editor: User) -> NewsPage:
    sync_everybody()
    page = NewsPage.objects.get(pk=joint.news("Fees", "Ten pounds are due.").pk)
    page.body.raw_data[0]["value"] = "<p>Twelve pounds are due.</p>"
    page.save_revision(user=editor)
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, editor)
    return page


def test_differences_then_the_decision(joint: Joint, editor: User, publisher: User) -> None:
    page = submitted(joint, editor)
    client = desk(publisher)
    assert "Fees" in client.get(reverse("editorial_queue")).text
    address = reverse("editorial_changes", args=[page.pk])
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    shown = client.get(address).text
    assert "<del>Ten</del>" in shown
    assert "<ins>Twelve</ins>" in shown
    data = {"revision": page.latest_revision_id, "action": "approve", "comment": "Good"}
    assert client.post(address, data).status_code == 302
    assert "Twelve" in joint.client.get(page.url).text
    assert LedgerRecord.objects.filter(action="page.approved").count() == 1
    assert "Nothing waits" in client.get(reverse("editorial_queue")).text


def test_not_over_a_text_that_was_not_shown(joint: Joint, editor: User, publisher: User) -> None:
    page = submitted(joint, editor)
    seen = page.latest_revision_id
    page.title = "Other fees"
    page.save_revision(user=editor)
    data = {"revision": seen, "action": "approve", "comment": "Typed"}
    answer = desk(publisher).post(reverse("editorial_changes", args=[page.pk]), data)
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.text
    assert "Typed" in answer.text
    assert "Ten" in joint.client.get(page.url).text


def test_returned_to_its_author(joint: Joint, editor: User, publisher: User) -> None:
    page = submitted(joint, editor)
    data = {"revision": page.latest_revision_id, "action": "reject", "comment": "Which fees?"}
    assert desk(publisher).post(reverse("editorial_changes", args=[page.pk]), data).status_code == 302
    assert "Ten" in joint.client.get(page.url).text
    assert LedgerRecord.objects.filter(action="page.returned").count() == 1


def test_the_author_sees_but_does_not_decide(joint: Joint, editor: User) -> None:
    page = submitted(joint, editor)
    client = desk(editor)
    address = reverse("editorial_changes", args=[page.pk])
    assert 'value="approve"' not in client.get(address).text
    data = {"revision": page.latest_revision_id, "action": "approve", "comment": ""}
    assert client.post(address, data).status_code == 422
    assert "Ten" in joint.client.get(page.url).text


def test_a_new_page_is_all_new_and_bad_input_is_refused(joint: Joint, editor: User) -> None:
    sync_everybody()
    page = joint.news("Opening", "We open.", live=False)
    page.save_revision(user=editor)
    client = desk(editor)
    address = reverse("editorial_changes", args=[page.pk])
    assert "all of it is new" in client.get(address).text
    assert client.post(address, {"revision": "x", "action": "explode"}).status_code == 422
    assert client.get(reverse("editorial_changes", args=[10**18])).status_code == 404


def test_dates_are_shown_as_people_write_them(joint: Joint, editor: User) -> None:
    page = NewsPage.objects.get(pk=joint.news("Fees").pk)
    page.go_live_at = dt.datetime(2030, 5, 4, 9, 30, tzinfo=dt.UTC)
    page.save_revision(user=editor)
    shown = desk(editor).get(reverse("editorial_changes", args=[page.pk])).text
    assert "<del>–</del> <ins>4 May 2030, 09:30</ins>" in shown


def test_wagtails_own_decisions_lead_to_the_differences(joint: Joint, editor: User, publisher: User) -> None:
    page = submitted(joint, editor)
    client, changes = desk(publisher), reverse("editorial_changes", args=[page.pk])
    where = [page.pk, "approve", page.current_workflow_task_state.pk]
    for name in ("workflow_action", "collect_workflow_action_data"):
        answer = client.post(reverse(f"wagtailadmin_pages:{name}", args=where), {"comment": "Good"})
        assert (answer.status_code, answer["Location"]) == (302, changes)
    data = {"title": "Fees", "action-workflow-action": "true", "workflow-action-name": "approve"}
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert (answer.status_code, answer["Location"]) == (302, changes)
    assert "Ten" in joint.client.get(page.url).text
    home = client.get(reverse("wagtailadmin_home")).text
    assert reverse("editorial_queue") in home
    assert "workflow/action" not in home
