"""Drafts: found by their secret only, merged when two tabs save, erased on time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.mail.services import links
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.questions.models import Draft
from legation.questions.services import drafts, forms, resuming
from tests.questions.forms import small_form

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def begin() -> tuple[Draft, str]:
    form = forms.publish("small", small_form())
    return drafts.begin(form, purpose="small", office="", language="en", answers={"may": "yes"})


def test_the_secret_finds_the_draft_and_is_not_kept() -> None:
    draft, secret = begin()
    assert drafts.find(secret, purpose="small") == draft
    assert drafts.find(secret, purpose="other") is None
    assert drafts.find("x" * 32, purpose="small") is None
    with connection.cursor() as cursor:
        cursor.execute("select * from questions_draft")
        row = b"".join(
            bytes(cell) if isinstance(cell, (bytes, memoryview)) else str(cell).encode()
            for cell in cursor.fetchone()
        )
    assert secret.encode() not in row
    assert b"may" not in row


def test_two_open_tabs_lose_nothing() -> None:
    draft, _ = begin()
    drafts.save(draft, {"full-name": "王小明"})
    drafts.save(draft, {"lost": "no"})
    draft.refresh_from_db()
    assert drafts.answers_of(draft) == {"may": "yes", "full-name": "王小明", "lost": "no"}


def test_a_new_version_leaves_open_drafts_on_theirs() -> None:
    _draft, secret = begin()
    changed = small_form()
    changed["steps"] = changed["steps"][2:]
    newer = forms.publish("small", changed)
    assert newer.version == 2
    assert forms.in_force("small") == newer
    found = drafts.find(secret, purpose="small")
    assert found
    assert [step.id for step in found.form.definition.steps] == ["person", "loss", "photo"]
    assert drafts.answers_of(found) == {"may": "yes"}


def test_publishing_the_same_text_changes_nothing() -> None:
    assert forms.publish("small", small_form()).version == 1
    assert forms.publish("small", small_form()).version == 1
    assert LedgerRecord.objects.filter(action="form.published").count() == 1


def test_a_resume_link_leads_back_and_shows_whose_the_address_is() -> None:
    draft, secret = begin()
    resuming.mail_resume_link(
        draft, secret, "a@example.org", path="/en/x/", language="zh-hant", title="Small"
    )
    mail = OutgoingMail.objects.get()
    token = links(deliver(mail, ["text"])["text"])[0].rstrip("/").rsplit("/", 1)[1]
    found = resuming.secret_of_link(token)
    assert found
    assert found[0] == secret
    drafts.verify_address(draft, found[1])
    assert drafts.is_verified(draft, "A@example.org")
    assert not drafts.is_verified(draft, "b@example.org")
    assert resuming.secret_of_link(token + "x") is None


def test_a_draft_is_erased_after_its_days_with_the_persons_key() -> None:
    draft, secret = begin()
    with clock.at(clock.now() + dt.timedelta(days=31)):
        assert drafts.find(secret, purpose="small") is None
        assert drafts.erase_stale() == 1
    assert not Draft.objects.exists()
    assert Subject.objects.get(pk=draft.subject_id).wrapped_key is None
    assert LedgerRecord.objects.filter(action="draft.erased").count() == 1


def test_a_sent_draft_takes_no_more_answers() -> None:
    draft, _ = begin()
    drafts.close(draft, "M-1")
    with pytest.raises(Conflict):
        drafts.save(draft, {"lost": "yes"})
    with pytest.raises(Conflict):
        drafts.close(draft, "M-2")


def test_a_draft_that_was_saved_meanwhile_is_not_erased() -> None:
    draft, secret = begin()
    with clock.at(clock.now() + dt.timedelta(days=31)):
        drafts.save(draft, {"first": "kept"})
        assert not drafts._erase(draft.pk)
        found = drafts.find(secret, purpose="small")
        assert found
        assert drafts.answers_of(found)["first"] == "kept"
