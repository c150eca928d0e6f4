"""An editor opens, writes and submits; a publisher approves, and the page is there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from legation.accounts.models import User
from legation.publishing.editors import sync_everybody
from tests.publishing.conftest import Joint


@pytest.mark.django_db
def test_from_draft_to_published_takes_two(joint: Joint, editor: User, publisher: User) -> None:
    sync_everybody()
    page = joint.news("A draft", "Text", classification="public", live=False)
    page.save_revision(user=editor)
    assert joint.client.get(page.url).status_code == 404
    desk = Client()
    desk.force_login(editor)
    form = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert form.status_code == 200
    assert b"action-publish" not in form.content
    workflow = page.get_workflow()
    assert workflow is not None
    workflow.start(page, editor)
    state = TaskState.objects.get()
    with pytest.raises(Exception, match="somebody else"):
        state.approve(user=editor)
    state = TaskState.objects.get()
    state.approve(user=publisher)
    assert joint.client.get(page.url).status_code == 200
