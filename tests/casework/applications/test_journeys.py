"""Applications from eligibility to decision, without cookie or script."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from legation.accounts.models import User
from legation.casework.applications import demonstration
from legation.casework.applications.models import Application, OnlineService
from legation.casework.applications.status import status_context
from legation.casework.cases.models import Case, State
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.privacy.gateway import deliver
from legation.privacy.models import ReadReceipt
from legation.questions.models import Attachment, Draft
from legation.questions.services import attachments
from legation.questions.services.forms import publish
from tests.casework.applications.conftest import (
    PERSON,
    Scanner,
    begin,
    fill_in,
    mailed_links,
    photo,
    send,
)
from tests.questions.files import picture

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def newest() -> Case:
    return Case.objects.order_by("-pk")[0]


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_from_eligibility_to_a_confirmed_case(client: Client, service: str, language: str) -> None:
    start = f"/{language}/services/{service}/apply/"
    answers: dict[str, object] = {"has-passport": "yes", "condition": "full", "which-office": "london"}
    draft = send(client, start, answers)
    check = fill_in(client, draft)
    page = client.get(check).content.decode()
    assert "王小明 O’Brien &lt;b&gt;" in page
    done = send(client, check, {})
    case = newest()
    assert case.state == State.UNCONFIRMED
    assert case.office
    assert case.office.slug == "london"
    assert case.number in client.get(done).content.decode()
    confirm = next(link for link in mailed_links() if "/confirm/" in link)
    assert confirm.startswith(f"/{language}/")
    shown = send(client, confirm, {}, status=200)
    case.refresh_from_db()
    assert case.state == State.OPEN
    assert case.number in shown
    secret = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", shown)
    assert secret
    view = send(client, f"/{language}/cases/", {"number": case.number, "secret": secret[0]})
    assert case.number in client.get(view).content.decode()
    assert LedgerRecord.objects.filter(action="application.submitted").count() == 2


def test_sending_twice_gives_one_case(client: Client, service: str) -> None:
    check = fill_in(client, begin(client))
    before = Case.objects.count()
    first = send(client, check, {})
    assert client.post(check, {"form_token": "x"}).headers["Location"] == first
    assert client.get(check).headers["Location"] == first
    assert Case.objects.count() == before + 1
    assert Application.objects.count() == before + 1


def test_a_resume_link_goes_on_elsewhere_and_spares_the_confirmation(client: Client, service: str) -> None:
    draft = begin(client)
    assert send(client, f"{draft}person/", {**PERSON, "next": "later"}) == f"{draft}later/"
    assert "wang@example.org" in client.get(f"{draft}later/").content.decode()
    send(client, f"{draft}later/", {"email": "wang@example.org"}, status=200)
    other = Client()
    (link,) = mailed_links()
    assert send(other, link, {}) == draft
    assert "王小明" in other.get(f"{draft}person/").content.decode()
    done = send(other, fill_in(other, draft), {})
    assert newest().state == State.OPEN
    page = other.get(done).content.decode()
    assert newest().number in page
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)


def test_changing_the_language_keeps_every_answer(client: Client, service: str) -> None:
    draft = begin(client)
    partly = {**PERSON, "email": "", "language": "zh-hant"}
    where = send(client, f"{draft}person/", dict(partly))
    assert where == f"{draft}person/".replace("/en/", "/zh-hant/")
    page = client.get(where).content.decode()
    assert "王小明" in page
    assert 'value="1985"' in page


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"has-passport": "no"}, "not for a first passport"),
        ({"has-passport": "yes", "condition": "fine"}, "not renew"),
    ],
)
def test_who_need_not_apply_is_told_what_to_do(
    client: Client, service: str, answer: dict[str, object], sentence: str
) -> None:
    page = send(client, f"/en/offices/london/services/{service}/apply/", answer, status=200)
    assert sentence in page
    assert Draft.objects.filter(submitted_at=None).count() == 0


def test_a_new_version_of_the_form_loses_nothing(client: Client, service: str) -> None:
    draft = begin(client)
    send(client, f"{draft}person/", dict(PERSON))
    form = demonstration._form(service)
    form["steps"] = [step for step in form["steps"] if step["id"] != "address"]
    publish(service, form)
    done = send(client, fill_in(client, draft), {})
    assert client.get(done).status_code == 200
    assert Application.objects.order_by("-pk")[0].form.version == 1
    assert begin(client) != draft


def test_wrong_answers_are_named_and_right_ones_kept(client: Client, service: str) -> None:
    draft = begin(client)
    page = send(client, f"{draft}person/", {**PERSON, "born_month": "13", "email": "nobody"}, status=422)
    assert "There is a problem" in page
    assert 'value="nobody"' in page
    assert "王小明" in client.get(f"{draft}person/").content.decode()


@pytest.mark.parametrize("hostile", ["\x00", "x" * 100_000, "\u202e\u200b💥", "' OR 1=1 --", "<b>x</b>", "٣"])
def test_hostile_input_breaks_nothing(client: Client, service: str, hostile: str) -> None:
    draft = begin(client)
    for name in PERSON:
        page = client.get(f"{draft}person/").content.decode()
        data = {"form_token": re.findall(r'form_token" value="([^"]+)', page)[0], **PERSON, name: hostile}
        answer = client.post(f"{draft}person/", data)
        assert answer.status_code in (302, 422)
        assert "<b>x</b>" not in answer.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024), "larger than 20 MB"),
        (b"MZ program", "must be a JPEG"),
        (picture()[:100], "must be a JPEG"),
    ],
    ids=["empty", "large", "program", "cut"],
)
def test_files_that_cannot_be_taken(client: Client, service: str, content: bytes, sentence: str) -> None:
    draft = begin(client)
    data: dict[str, object] = {"photo": photo(content), "true": "on"}
    page = send(client, f"{draft}photo/", data, status=422)
    assert sentence in page
    assert "checked" in page
    assert not Attachment.objects.filter(draft__isnull=False).exists()


def test_a_file_is_kept_while_another_answer_is_wrong(client: Client, service: str) -> None:
    draft = begin(client)
    data: dict[str, object] = {"photo": photo(name='"><script>.jpg')}
    page = send(client, f"{draft}photo/", data, status=422)
    assert "Choose another file only to replace it" in page
    assert "<script>.jpg" not in page
    assert send(client, f"{draft}photo/", {"true": "on"}) == f"{draft}person/"


def test_without_a_scanner_the_applicant_is_told_and_staff_see_nothing(
    client: Client, service: str, scanner: Scanner, officer: User
) -> None:
    draft = begin(client)
    check = fill_in(client, draft)
    scanner(None)
    told = send(client, f"{draft}photo/", {"photo": photo(name="new.jpg"), "true": "on"})
    assert told == f"{draft}photo/#files"
    page = client.get(told).content.decode()
    assert "scanner does not answer" in page
    assert "new.jpg" in page
    assert send(client, f"{draft}photo/", {"true": "on"}) == check
    assert "scanner does not answer" in client.get(check).content.decode()
    send(client, check, {})
    confirm = next(link for link in mailed_links() if "/confirm/" in link)
    send(client, confirm, {}, status=200)
    case = newest()
    row = Attachment.objects.get(reference=case.number)
    client.force_login(officer)
    path = f"/staff/files/{row.pk}/"
    assert client.get(path).status_code == 403
    assert path not in client.get(f"/staff/cases/{case.number}/").content.decode()
    assert "Not every file has been scanned" in status_page(case)
    scanner(True)
    attachments.rescan()
    assert "Not every file has been scanned" not in status_page(case)
    assert "nothing harmful was found" in deliver(OutgoingMail.objects.order_by("-pk")[0], ["text"])["text"]
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.getvalue().startswith(b"\xff\xd8\xff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer.headers["Cache-Control"]
    receipts = ReadReceipt.objects.filter(subject=case.subject)
    assert any("file_key" in receipt.fields for receipt in receipts)


def test_a_file_that_turns_out_harmful_is_removed_and_the_applicant_told(
    client: Client, service: str, scanner: Scanner, officer: User
) -> None:
    scanner(None)
    draft = begin(client)
    send(client, f"{draft}photo/", {"photo": photo(), "true": "on"})
    scanner(True)
    row = Attachment.objects.get(draft__isnull=False)
    case = newest()
    Attachment.objects.filter(pk=row.pk).update(draft=None, reference=case.number)
    mails = OutgoingMail.objects.filter(subject=case.subject).count()
    scanner(False)
    assert attachments.rescan() == 1
    assert OutgoingMail.objects.filter(subject=case.subject).count() == mails + 1
    assert case.entries.filter(event="updated", is_public=True).count() == 1
    assert not any(attachments.path_of(row, part).exists() for part in attachments.Part)
    client.force_login(officer)
    assert client.get(f"/staff/files/{row.pk}/").status_code == 403


def test_an_officer_looks_at_the_first_page_with_a_receipt(
    client: Client, service: str, officer: User
) -> None:
    case = newest()
    row = Attachment.objects.get(reference=case.number)
    client.force_login(officer)
    answer = client.get(f"/staff/files/{row.pk}/preview/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    content = answer.getvalue()
    assert content.startswith(b"\xff\xd8\xff")
    assert len(content) == int(answer.headers["Content-Length"])
    assert any("file_key" in receipt.fields for receipt in ReadReceipt.objects.filter(subject=case.subject))


def status_page(case: Case) -> str:
    """What the applicant reads of the files."""
    return render_to_string("applications/in_status.html", status_context(case))


def desk_post(client: Client, case: Case, act: str, **data: str) -> int:
    case.refresh_from_db()
    path = f"/staff/cases/{case.number}/{act}/"
    return client.post(path, {"revision": str(case.revision), **data}).status_code


def test_an_officer_proposes_and_a_supervisor_decides(
    client: Client, service: str, officer: User, supervisor: User
) -> None:
    case = newest()
    client.force_login(officer)
    page = client.get(f"/staff/cases/{case.number}/").content.decode()
    assert "陳示範" in page
    assert "300000000" in page
    assert ReadReceipt.objects.filter(subject=case.subject, purpose="application.decide").exists()
    reasons = {"outcome": "granted", "words-reply": "您的護照將於十日內製發。"}
    assert desk_post(client, case, "reply", **reasons) == 302
    desk_post(client, case, "approve")
    case.refresh_from_db()
    assert case.state == State.PROPOSED
    client.force_login(supervisor)
    assert desk_post(client, case, "approve") == 302
    case.refresh_from_db()
    assert case.state == State.ANSWERED
    assert case.replies.get().outcome == "granted"
    assert OutgoingMail.objects.filter(subject=case.subject).count() >= 2


def test_nobody_else_opens_a_file(client: Client, service: str, member: User, editor: User) -> None:
    case = newest()
    path = f"/staff/files/{Attachment.objects.get(reference=case.number).pk}/"
    assert client.get(path).status_code == 302
    for person in (member, editor):
        client.force_login(person)
        assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "services/none/apply/",
        "offices/none/services/passport-renewal/apply/",
        "services/passport-renewal/apply/draft/none/",
        "services/passport-renewal/apply/draft/none/check/",
        "services/passport-renewal/apply/draft/none/person/",
        "services/passport-renewal/apply/draft/none/done/",
        "services/passport-renewal/apply/resume/none/",
        "applications/confirm/none/",
    ],
)
def test_what_is_not_there(client: Client, service: str, path: str) -> None:
    assert client.get(f"/en/{path}").status_code == 404


def test_a_draft_is_not_reached_by_another_office_or_service(client: Client, service: str) -> None:
    draft = begin(client)
    assert client.get(draft.replace("passport-renewal", "document-authentication")).status_code == 404
    assert client.get(draft.replace("/offices/london", "")).status_code == 200
    assert client.get(draft.replace("london", "paris")).status_code == 404


def test_a_service_that_is_closed(client: Client, service: str) -> None:
    OnlineService.objects.filter(slug=service).update(is_open=False)
    assert client.get(f"/en/services/{service}/apply/").status_code == 404


def test_resume_links_are_not_sent_without_end(client: Client, service: str) -> None:
    draft = begin(client)
    for _ in range(10):
        send(client, f"{draft}later/", {"email": "wang@example.org"}, status=200)
    mails = OutgoingMail.objects.count()
    send(client, f"{draft}later/", {"email": "wang@example.org"}, status=429)
    assert OutgoingMail.objects.count() == mails


def test_a_language_that_the_office_does_not_offer_leads_to_those_it_does(
    client: Client, service: str
) -> None:
    answer = client.get(f"/ja/offices/london/services/{service}/apply/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert f'href="/en/offices/london/services/{service}/apply/"' in page
    assert f'href="/zh-hant/offices/london/services/{service}/apply/"' in page
