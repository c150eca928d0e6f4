"""Files: known by content, sealed, closed until scanned, honest when the scanner is away."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from legation.accounts.models import User
from legation.defence.malware.services import Verdict
from legation.kernel.errors import Conflict, NotPermitted
from legation.privacy import gateway
from legation.privacy.models import ReadReceipt
from legation.questions.models import Attachment, Draft
from legation.questions.services import attachments, drafts
from tests.questions.files import pdf, picture
from tests.questions.test_drafts import begin

pytestmark = pytest.mark.django_db
WHY = "test.files"
Scanner = Callable[[bool | None], None]


@pytest.fixture(autouse=True)
def purpose() -> None:
    gateway.purpose(WHY, "to test", may=lambda *_asked: True)


@pytest.fixture
def draft() -> Draft:
    return begin()[0]


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    def answers(clean: bool | None) -> None:
        monkeypatch.setattr(
            attachments, "scan", lambda content: Verdict(clean, "Test" if clean is False else "")
        )

    answers(True)
    return answers


@pytest.mark.parametrize(
    ("content", "kind"),
    [(picture(), "image/jpeg"), (picture("PNG"), "image/png"), (pdf(), "application/pdf")],
)
def test_the_content_tells_the_type(draft: Draft, scanner: Scanner, content: bytes, kind: str) -> None:
    row = attachments.attach(draft, "picture", "x.exe", BytesIO(content))
    assert (row.content_type, row.state) == (kind, Attachment.State.CLEAN)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html>",
        picture("GIF"),
        b"%PDF-1.7 nothing",
        picture()[:20],
        b"\x00" * (20 * 1024 * 1024 + 1),
    ],
    ids=["empty", "program", "page", "gif", "false pdf", "cut", "large"],
)
def test_what_lies_or_is_too_much_is_refused(draft: Draft, scanner: Scanner, content: bytes) -> None:
    with pytest.raises(attachments.WrongFile):
        attachments.attach(draft, "picture", "photo.jpg", BytesIO(content))
    assert not Attachment.objects.exists()


def test_bytes_and_name_are_sealed(draft: Draft, scanner: Scanner) -> None:
    content = picture()
    row = attachments.attach(draft, "picture", "王小明.jpg", BytesIO(content))
    assert content[:50] not in attachments.path_of(row).read_bytes()
    assert str(row.filename) == "[sealed]"


def test_harm_is_refused_and_not_kept(draft: Draft, scanner: Scanner) -> None:
    scanner(False)
    with pytest.raises(attachments.WrongFile):
        attachments.attach(draft, "picture", "photo.jpg", BytesIO(picture()))
    assert not Attachment.objects.exists()


def test_without_a_scanner_a_file_waits_and_nobody_opens_it(
    draft: Draft, scanner: Scanner, django_user_model: type[User]
) -> None:
    officer = django_user_model.objects.create_user("o@example.org")
    reader = gateway.Reader(officer.subject_id)
    scanner(None)
    row = attachments.attach(draft, "picture", "photo.jpg", BytesIO(picture()))
    assert row.state == Attachment.State.QUARANTINED
    with pytest.raises(NotPermitted):
        attachments.read_by_staff(reader, WHY, row)
    assert attachments.rescan() == 0
    scanner(True)
    assert attachments.rescan() == 1
    row.refresh_from_db()
    opened = attachments.read_by_staff(reader, WHY, row)
    assert opened.name == "photo.jpg"
    content = b"".join(opened.pieces)
    assert content.startswith(b"\xff\xd8\xff")
    assert len(content) == opened.size
    assert ReadReceipt.objects.get(subject=draft.subject).purpose == WHY


def test_a_second_file_takes_the_place_of_the_first(
    draft: Draft, scanner: Scanner, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    first = attachments.attach(draft, "picture", "one.jpg", BytesIO(picture()))
    path = attachments.path_of(first)
    with django_capture_on_commit_callbacks(execute=True):
        second = attachments.attach(draft, "picture", "two.png", BytesIO(picture("PNG")))
    assert list(draft.attachments.all()) == [second]
    assert not path.exists()


def test_a_form_that_was_sent_takes_no_more_files(draft: Draft, scanner: Scanner) -> None:
    drafts.close(draft, "M-1")
    with pytest.raises(Conflict):
        attachments.attach(draft, "picture", "late.jpg", BytesIO(picture()))
    assert not Attachment.objects.exists()
