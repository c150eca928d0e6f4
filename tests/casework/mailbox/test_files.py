"""Files in a letter, from choosing to the desk; and what cannot be taken, said at the field."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case
from legation.casework.cases.services import expire_unconfirmed
from legation.casework.cases.views import view_path
from legation.casework.mailbox import journey
from legation.defence.malware.services import Verdict
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.models import Attachment, Draft
from legation.questions.services import attachments, drafts
from legation.questions.services.vault import path_of
from tests.casework.writing import LETTER, form_of, hidden, mails
from tests.conftest import make_staff
from tests.defence.bombs import huge_picture, lying_picture, pdf_bomb
from tests.questions.files import pdf, picture

pytestmark = [pytest.mark.django_db]
PATH = "/en/mailbox/"
Scanner = Callable[[bool | None], None]


@pytest.fixture(autouse=True)
def scanner(monkeypatch: pytest.MonkeyPatch) -> Scanner:
    def answers(clean: bool | None) -> None:
        verdict = Verdict(clean, "Test" if clean is False else "")
        monkeypatch.setattr(attachments, "scan", lambda content: verdict)

    answers(True)
    return answers


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def post(
    client: Client, fields: Mapping[str, object], *, path: str = PATH, **changes: object
) -> tuple[int, str]:
    """One press of a button; the answer's status and page."""
    answer = client.post(path, {**LETTER, **fields, **changes})
    return answer.status_code, answer.content.decode()


def fields_of(page: str) -> dict[str, object]:
    names = ("form_token", "submission", "enclosed")
    return {name: hidden(page, name) for name in names if f'name="{name}"' in page}


def names(page: str) -> list[str]:
    return re.findall(r"<li>(?:<span>)?<bdi>([^<]+)</bdi>", page)


def confirm(client: Client) -> Case:
    link = re.search(r"https://[^/]+(/\S+/confirm/\S+)", mails()[-1]["text"])
    assert link
    token = hidden(client.get(link[1]).content.decode(), "form_token")
    assert client.post(link[1], {"form_token": token}).status_code == 200
    return Case.objects.select_related("office", "subject").get()


@pytest.mark.parametrize("path", ["/en/mailbox/", "/zh-hant/mailbox/", "/ar/mailbox/"])
def test_files_are_added_removed_sent_and_saved_at_the_desk(
    client: Client, path: str, london: Office, officer: User
) -> None:
    first = {**form_of(client, path), "office": "london"}
    two = [upload("one.jpg"), upload("two.png", picture("PNG"))]
    status, page = post(client, first, path=path, files=two, step="attach")
    assert (status, names(page)) == (200, ["one.jpg", "two.png"])
    assert "when does" in page
    fields = {**fields_of(page), "office": "london"}
    gone = Attachment.objects.order_by("uploaded_at")[0]
    status, page = post(client, fields, path=path, remove=str(gone.pk))
    assert (status, names(page)) == (200, ["two.png"])
    status, page = post(client, fields, path=path, files=[upload("three.pdf", pdf())], step="check")
    assert (status, names(page)) == (200, ["two.png", "three.pdf"])
    assert post(client, {**fields, **fields_of(page)}, path=path, step="send")[0] == 302
    case = confirm(client)
    rows = list(Attachment.objects.filter(reference=case.number))
    assert [row.subject_id for row in rows] == [case.subject_id] * 2
    client.force_login(officer)
    desk = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert desk.count("/staff/files/") >= 2
    served = client.get(f"/staff/files/{rows[0].pk}/")
    assert served.status_code == 200
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    assert "two.png" in served.headers["Content-Disposition"]


def test_nobody_else_opens_a_file(client: Client, london: Office, officer: User) -> None:
    _status, page = post(
        client, {**form_of(client, PATH), "office": "london"}, files=[upload("a.jpg")], step="check"
    )
    post(client, {**fields_of(page), "office": "london"}, step="send")
    row = Attachment.objects.get()
    client.force_login(officer)
    assert client.get(f"/staff/files/{row.pk}/").status_code == 404, "nobody has confirmed the letter"
    confirm(Client())
    paris = Office.objects.create(slug="paris", country="FR", region="europe", time_zone="Europe/Paris")
    client.force_login(make_staff("paris@example.org", Role.CASE_OFFICER, paris))
    assert client.get(f"/staff/files/{row.pk}/").status_code == 404


def archive() -> bytes:
    """A ZIP file, which many programs find also behind a picture."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("run.js", "alert(1)")
    return out.getvalue()


BAD = [
    ("empty.jpg", b"", "The file is empty"),
    ("large.jpg", picture() + bytes(20 * 1024 * 1024 + 1 - len(picture())), "larger than 20 MB"),
    ("photo.jpg", b"MZ\x90\x00 program", "must be a JPEG or PNG picture or a PDF"),
    ("page.pdf", b"<html><script>alert(1)</script>", "must be a JPEG or PNG picture or a PDF"),
    ("two.jpg", picture() + archive(), "nothing else beside"),
]


@pytest.mark.parametrize(("name", "content", "says"), BAD, ids=[name for name, _content, _says in BAD])
def test_what_cannot_be_taken_is_said_at_the_field(
    client: Client, name: str, content: bytes, says: str
) -> None:
    sent = [upload("good.jpg"), upload(name, content)]
    status, page = post(client, form_of(client, PATH), files=sent, step="check")
    assert status == 422
    assert says in page
    assert "#id_files" in page, "the summary leads to the field"
    assert name in page, "it says which of them"
    assert "when does" in page
    assert names(page) == ["good.jpg"], "what could be taken is kept"
    status, page = post(client, fields_of(page), step="check")
    assert (status, names(page)) == (200, ["good.jpg"])


@pytest.mark.parametrize("bomb", [huge_picture, lying_picture, pdf_bomb])
def test_a_bomb_is_refused_in_a_sentence(client: Client, bomb: Callable[[], bytes]) -> None:
    status, page = post(client, form_of(client, PATH), files=[upload("bomb", bomb())], step="check")
    assert status in (200, 422), "a picture that only says more than it is may be made harmless"
    assert ('id="id_files_error"' in page) is (status == 422)
    assert "when does" in page


def test_a_wrong_letter_keeps_its_files(client: Client) -> None:
    status, page = post(client, form_of(client, PATH), files=[upload("a.jpg")], email="nobody", step="check")
    assert (status, names(page)) == (422, ["a.jpg"])


def test_only_so_many_files_fit(client: Client) -> None:
    many = [upload(f"{number}.jpg") for number in range(6)]
    status, page = post(client, form_of(client, PATH), files=many, step="attach")
    assert (status, len(names(page))) == (422, 5)
    assert "At most 5 files" in page
    assert "This field is required" not in page


def test_the_absent_scanner_is_told_and_the_verdict_reaches_the_writer(
    client: Client, scanner: Scanner
) -> None:
    scanner(None)
    _status, page = post(client, form_of(client, PATH), files=[upload("a.jpg")], step="check")
    assert "The virus scanner does not answer" in page
    post(client, fields_of(page), step="send")
    case = confirm(client)
    assert "Not every file has been scanned yet" in client.get(view_path(case)).content.decode()
    scanner(False)
    assert attachments.rescan() == 1
    assert "harmful" in mails()[-1]["text"]
    assert case.number in mails()[-1]["title"]
    assert "harmful" in client.get(view_path(case)).content.decode()


def test_twice_sent_is_one_letter_and_other_words_need_their_own_files(client: Client) -> None:
    _status, page = post(client, form_of(client, PATH), files=[upload("a.jpg")], step="check")
    fields = fields_of(page)
    assert [post(client, fields, step="send")[0] for _again in range(3)] == [302] * 3
    assert Case.objects.count() == 1
    status, page = post(client, fields, step="send", name="Somebody else")
    assert status == 422
    assert "Choose them again for this one" in page
    assert post(client, fields_of(page), step="send", name="Somebody else")[0] == 302
    assert Case.objects.count() == 2
    assert Attachment.objects.get().reference == Case.objects.earliest("pk").number


def test_a_stranger_cannot_send_the_files_of_another(client: Client) -> None:
    _status, page = post(client, form_of(client, PATH), files=[upload("a.jpg")], step="check")
    fields = {**fields_of(page), "enclosed": "x" * 32}
    assert post(client, fields, step="send")[0] == 302
    assert Attachment.objects.get().reference == ""


def test_files_of_a_letter_that_is_not_sent_go_after_two_days(client: Client) -> None:
    post(client, form_of(client, PATH), files=[upload("a.jpg")], step="attach")
    row = Attachment.objects.get()
    assert path_of(row).exists()
    with clock.at(clock.now() + dt.timedelta(days=2, minutes=1)):
        assert drafts.erase_stale() == 1
    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()


def test_files_of_a_letter_that_nobody_confirms_go_with_it(client: Client) -> None:
    _status, page = post(client, form_of(client, PATH), files=[upload("a.jpg")], step="check")
    post(client, fields_of(page), step="send")
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert expire_unconfirmed() == 1
        assert attachments.remove_erased() == 1


def test_a_flood_of_files_is_told_to_wait(client: Client) -> None:
    with mock.patch.object(journey, "MOST_UPLOADS", 1):
        fields = form_of(client, PATH)
        assert post(client, fields, files=[upload("a.jpg")], step="attach")[0] == 200
        status, page = post(client, fields, files=[upload("b.jpg")], step="attach")
    assert status == 422
    assert "try again in an hour" in page
