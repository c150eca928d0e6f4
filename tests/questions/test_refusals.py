"""What drafts and files refuse is said in the language of whoever is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.utils import translation

from legation.defence.malware.services import Verdict
from legation.kernel.errors import LegationError
from legation.privacy.gateway import Reader
from legation.questions.answers import Where
from legation.questions.models import Attachment, Draft
from legation.questions.services import attachments, drafts
from legation.questions.services.vault import Part
from tests.questions.files import picture
from tests.questions.test_drafts import begin

pytestmark = pytest.mark.django_db
NAMES = re.compile(r"JPEG|PNG|PDF|MB")  # the same in every language


def spoken(sentence: object) -> str:
    """The sentence; whoever reads Chinese understands all of it."""
    said = str(sentence)
    assert re.search(r"[\u4e00-\u9fff]", said), said
    assert not re.search(r"[A-Za-z]{2}", NAMES.sub("", said)), said
    return said


def sent() -> Draft:
    draft = begin()[0]
    drafts.close(draft, "M-1")
    return draft


def attach(draft: Draft, content: bytes, *, most: int = 1) -> Attachment:
    return attachments.attach(draft, "photo", "photo.jpg", BytesIO(content), most=most)


def too_many() -> None:
    draft = begin()[0]
    for _number in range(3):
        attach(draft, picture(), most=2)


def read(part: Part, state: str) -> None:
    row = attach(begin()[0], picture())
    row.state = state
    attachments.read_by_staff(Reader(row.subject.pk), "nothing", row, part)


def original() -> None:
    row = attach(begin()[0], picture())
    attachments._open(row, "photo.jpg", "", Part.ORIGINAL)


def no_room() -> None:
    drafts.save(begin()[0], {"lost": "yes"}, where=Where("person", "abcdefgh"))


REFUSED: dict[str, Callable[[], object]] = {
    "saved after it was sent": lambda: drafts.save(sent(), {"lost": "yes"}),
    "sent twice": lambda: drafts.close(sent(), "M-2"),
    "a file after it was sent": lambda: attach(sent(), picture()),
    "a file taken back after it was sent": lambda: attachments.remove(sent(), "1"),
    "an entry too many": no_room,
    "an empty file": lambda: attach(begin()[0], b""),
    "a large file": lambda: attach(begin()[0], b"\x00" * (attachments.LARGEST + 1)),
    "another type": lambda: attach(begin()[0], b"<html>"),
    "a picture that is cut off": lambda: attach(begin()[0], picture()[:200]),
    "too many files": too_many,
    "not scanned yet": lambda: read(Part.COPY, Attachment.State.QUARANTINED),
    "the original": original,
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_refusal_is_said_in_chinese(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "scan", lambda _content: Verdict(clean=True, name=""))
    with translation.override("zh-hant"), pytest.raises(LegationError) as refusal:
        REFUSED[why]()
    with translation.override("zh-hant"):
        spoken(refusal.value.sentence)


def test_so_is_what_the_scanner_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "scan", lambda _content: Verdict(clean=False, name="Test"))
    with translation.override("zh-hant"), pytest.raises(LegationError) as refusal:
        attach(begin()[0], picture())
    spoken(refusal.value.sentence)
