"""Several files to a question: added, removed, limited, each refusal at its field and nothing else lost."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.questions.models import Attachment, Draft
from legation.questions.reading import WrongDefinition, read
from legation.questions.services import attachments, drafts
from legation.questions.services.attachments import Part
from legation.questions.services.vault import path_of
from tests.casework.applications.conftest import Scanner, begin, scanner, send, service  # noqa: F401  # fixtures
from tests.questions.files import pdf, picture
from tests.questions.forms import small_form

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
APPLY = "/en/offices/london/services/document-authentication/apply/"
DOCUMENT: dict[str, object] = {"kind": "degree", "copies": "2"}


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


@pytest.fixture
def step(client: Client, service: str) -> str:  # noqa: F811  # a fixture
    """The address of a step that takes several files."""
    page = client.get(APPLY).content.decode()
    given: dict[str, object] = {}
    while (name := re.search(r'<input type="radio" name="([^"]+)" value="([^"]+)"', page)) and (
        name[1] not in given
    ):
        given[name[1]] = name[2]
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        answer = client.post(APPLY, {"form_token": token[1], **given})
        if answer.status_code == 302:
            break
        page = answer.content.decode()
    draft = answer.headers["Location"]
    tasks = client.get(draft).content.decode()
    for address in re.findall(rf'href="({draft}[a-z-]+/)"', tasks):
        if 'type="file"' in client.get(address).content.decode():
            return str(address)
    raise AssertionError("no step takes files")


def names(page: str) -> list[str]:
    return re.findall(r"<li><span><bdi>([^<]+)</bdi>", page)


def shown(client: Client, step: str) -> list[str]:
    return names(client.get(step).content.decode())


def test_several_files_are_taken_and_one_is_removed(client: Client, step: str) -> None:
    sent = {**DOCUMENT, "scan": [upload("one.jpg"), upload("two.png", picture("PNG"))], "next": "more"}
    assert send(client, step, sent).startswith(step)
    send(client, step, {**DOCUMENT, "scan": [upload("three.pdf", pdf())], "next": "more"})
    assert shown(client, step) == ["one.jpg", "two.png", "three.pdf"]
    two = Attachment.objects.order_by("-uploaded_at")[1]
    assert send(client, step, {"remove": str(two.pk)}) == f"{step}#id_scan"
    assert shown(client, step) == ["one.jpg", "three.pdf"]
    draft = Draft.objects.get(submitted_at=None)
    assert len(drafts.answers_of(draft)["scan"]) == 2  # type: ignore[arg-type]  # a list of files


def test_removing_a_file_keeps_what_is_typed_beside_it(client: Client, step: str) -> None:
    send(client, step, {**DOCUMENT, "scan": [upload("one.jpg")], "next": "more"})
    row = Attachment.objects.get(draft__isnull=False)
    send(client, step, {"copies": "7", "remove": str(row.pk)})
    page = client.get(step).content.decode()
    assert 'value="7"' in page
    assert names(page) == []
    draft = Draft.objects.get(submitted_at=None)
    assert "scan" not in drafts.answers_of(draft)


def test_what_is_typed_wrong_is_not_lost_by_removing_a_file(client: Client, step: str) -> None:
    send(client, step, {**DOCUMENT, "scan": [upload("one.jpg")], "next": "more"})
    row = Attachment.objects.get(draft__isnull=False)
    page = send(client, step, {**DOCUMENT, "copies": "many", "remove": str(row.pk)}, status=422)
    assert 'value="many"' in page
    assert names(page) == []


def test_return_in_a_text_field_removes_nothing(client: Client, step: str) -> None:
    """Browsers press the first button of a form: it must not be one that removes a file."""
    send(client, step, {**DOCUMENT, "scan": [upload("one.jpg")], "next": "more"})
    buttons = re.findall(r'<button[^>]*name="(\w+)"', client.get(step).content.decode())
    assert buttons[0] == "next"
    assert "remove" in buttons


def test_one_bad_file_of_several_is_named_and_the_others_are_kept(client: Client, step: str) -> None:
    files = [upload("good.jpg"), upload("<b>bad.exe", b"MZ program"), upload("empty.pdf", b"")]
    page = send(client, step, {"copies": "3", "scan": files}, status=422)
    assert "&lt;b&gt;bad.exe" in page
    assert "<b>bad" not in page
    assert "must be a JPEG" in page
    assert "is empty" in page
    assert names(page) == ["good.jpg"]
    assert 'value="3"' in page


def test_no_more_files_than_the_question_takes(
    client: Client, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [upload(f"{number}.jpg") for number in range(7)]
    page = send(client, step, {"scan": files}, status=422)
    assert "At most 5 files" in page
    assert len(names(page)) == 5
    assert "disabled" in re.findall(r'<input type="file"[^>]*>', page)[0]
    assert (
        list(Attachment.objects.filter(draft__isnull=False).values_list("question", flat=True))
        == ["scan"] * 5
    )


def test_no_more_bytes_than_a_form_takes(client: Client, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST_TOGETHER", len(picture()) + 5)
    page = send(client, step, {"scan": [upload("one.jpg"), upload("two.jpg")]}, status=422)
    assert "100 MB together" in page
    assert names(page) == ["one.jpg"]


def test_a_file_somewhat_too_large_gets_its_message_at_the_field(client: Client, step: str) -> None:
    large = picture() + bytes(20 * 1024 * 1024)
    page = send(client, step, {"copies": "4", "scan": [upload("large.jpg", large)]}, status=422)
    assert "larger than 20 MB" in page
    assert 'value="4"' in page
    assert 'href="#id_scan"' in page or 'id="id_scan_error"' in page


def test_nobody_removes_a_file_of_another_draft(client: Client, step: str) -> None:
    send(client, step, {**DOCUMENT, "scan": [upload("one.jpg")], "next": "more"})
    row = Attachment.objects.get(draft__isnull=False)
    other = begin(client)
    for said in (str(row.pk), "x", "' OR 1=1"):
        send(client, f"{other}photo/", {"remove": said})
    assert Attachment.objects.filter(pk=row.pk).exists()
    assert path_of(row).exists()


def test_a_question_for_one_file_takes_another_in_its_place(client: Client, service: str) -> None:  # noqa: F811
    photo = f"{begin(client)}photo/"
    send(client, photo, {"photo": upload("one.jpg"), "true": "on"})
    send(client, photo, {"photo": upload("two.jpg"), "true": "on"})
    assert shown(client, photo) == ["two.jpg"]


def test_what_is_kept_of_a_file(client: Client, step: str, scanner: Scanner) -> None:  # noqa: F811
    """The original as it came, a harmless copy, a preview: all sealed, none of them plain."""
    content = picture()
    send(client, step, {**DOCUMENT, "scan": [upload("one.jpg", content)], "next": "more"})
    row = Attachment.objects.select_related("subject").get(draft__isnull=False)
    for part in Part:
        sealed = path_of(row, part).read_bytes()
        assert sealed.startswith(b"\x89LGSEAL\x02")
        assert content[:60] not in sealed
        assert path_of(row, part).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("most", [0, 11, -1])
def test_a_form_cannot_ask_for_files_without_end(most: int) -> None:
    form: dict[str, Any] = small_form()
    form["steps"][2]["questions"][0]["most"] = most
    with pytest.raises(WrongDefinition, match="1 to 10"):
        read(form)


def test_a_draft_from_before_keeps_its_one_file(step: str) -> None:
    """Answers used to name one file; saving anything makes it a list."""
    draft = Draft.objects.select_related("form", "subject").get(submitted_at=None)
    row = attachments.attach(draft, "scan", "old.jpg", BytesIO(picture()))
    draft = drafts.save(draft, {"scan": str(row.pk)})
    assert drafts.answers_of(draft)["scan"] == [str(row.pk)]
