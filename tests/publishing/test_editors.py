"""Editors reach their own office only, and nobody publishes what they wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from pytest_django import Settings
from wagtail.documents.forms import get_document_form
from wagtail.models import Collection, Page

from legation.accounts.models import User
from legation.ledger.models import LedgerRecord
from legation.publishing.editors import sync_everybody
from legation.publishing.models import AlertPage, SiteDocument
from legation.publishing.review import refusal
from tests.publishing import samples
from tests.publishing.conftest import Joint


def test_an_office_writes_and_publishes_only_its_own(joint: Joint, editor: User, publisher: User) -> None:
    sync_everybody()
    page = joint.news("A draft", classification="internal")
    home = Page.objects.get(pk=joint.home().pk)
    assert page.permissions_for_user(editor).can_edit()
    assert not page.permissions_for_user(editor).can_publish()
    assert page.permissions_for_user(publisher).can_publish()
    assert not home.permissions_for_user(editor).can_edit()
    assert not home.permissions_for_user(publisher).can_publish()
    for grant in editor.grants.all():
        grant.revoked_at = grant.starts_at
        grant.save()
    assert not page.permissions_for_user(User.objects.get(pk=editor.pk)).can_edit()


def test_nobody_publishes_their_own_text(joint: Joint, editor: User, publisher: User) -> None:
    page = joint.news("A draft", classification="internal")
    page.summary = "written by the editor"
    revision = page.save_revision(user=editor)
    assert refusal(page, editor)
    with pytest.raises(PermissionDenied):
        revision.publish(user=editor)
    again = page.save_revision(user=publisher)  # saved unchanged while publishing
    again.publish(user=publisher)
    assert LedgerRecord.objects.filter(action="page.published").exists()
    page.refresh_from_db()
    page.summary = "changed by the publisher"
    page.save_revision(user=publisher)
    assert refusal(page, publisher)


def test_an_emergency_goes_out_on_one_signature_and_is_noted(joint: Joint, publisher: User) -> None:
    alert = AlertPage.objects.get(locale__language_code="en")
    alert.level = "emergency"
    revision = alert.save_revision(user=publisher)
    revision.publish(user=publisher)
    assert AlertPage.objects.get(pk=alert.pk).level == "emergency"
    assert LedgerRecord.objects.filter(action="alert.emergency").exists()


def test_the_editor_has_its_own_policy_and_the_public_pages_keep_theirs(joint: Joint, editor: User) -> None:
    sync_everybody()
    joint.client.force_login(editor)
    desk = joint.client.get("/staff/editor/")
    assert desk.status_code == 200
    assert "'unsafe-inline'" in desk.headers["Content-Security-Policy"]
    assert "unsafe" not in joint.client.get("/en/").headers["Content-Security-Policy"]


def test_a_file_becomes_public_by_a_publisher_who_did_not_upload_it(
    joint: Joint, editor: User, publisher: User, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sync_everybody()
    file = SiteDocument.objects.create(
        title="Form",
        file=ContentFile(samples.pdf(), name="form.pdf"),
        uploaded_by_user=editor,
        collection=Collection.objects.get(name="london"),
    )
    values = {"title": "Form", "classification": "public", "tags": "", "collection": file.collection_id}
    for person, accepted in ((editor, False), (publisher, True)):
        form = get_document_form(SiteDocument)(
            values, instance=SiteDocument.objects.get(pk=file.pk), user=person
        )
        form.is_valid()
        assert ("classification" not in form.errors) is accepted, form.errors
