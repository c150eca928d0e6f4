"""Texts for replies: two people make each, officers start from them, and no blank is ever sent."""

from __future__ import annotations

import pytest

from legation.accounts.models import Role, User
from legation.casework.cases.models import Case, Reply
from legation.casework.desk.replying.models import ReplyTemplate, TemplateVersion
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import mails, open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db

TEXT = "Dear [[name]], about [[number]] at [[office]]: [[which papers]]."
NEW = {"office": "london", "kind": "letter", "matter": "question", "title-en": "Papers", "text-en": TEXT}


def written(sign_in: SignIn, writer: User, **changes: str) -> ReplyTemplate:
    answer = sign_in(writer).post("/staff/reply-texts/new/", {**NEW, **changes})
    assert answer.status_code == 302
    return ReplyTemplate.objects.latest("pk")


def decide(
    sign_in: SignIn, user: User, template: ReplyTemplate, name: str = "approve", number: int = 1
) -> int:
    return sign_in(user).post(f"/staff/reply-texts/{template.pk}/{name}/", {"version": number}).status_code


def offered(sign_in: SignIn, officer: User, case: Case, template: ReplyTemplate) -> str:
    return sign_in(officer).get(f"/staff/cases/{case.number}/", {"start": template.pk}).content.decode()


def test_a_text_is_offered_once_another_person_approved_it(
    sign_in: SignIn, editor: User, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    template = written(sign_in, editor)
    assert "Papers" not in offered(sign_in, officer, case, template), "nobody has approved it"
    assert decide(sign_in, editor, template) == 403, "the writer does not approve"
    assert decide(sign_in, supervisor, template) == 302
    assert decide(sign_in, supervisor, template) == 409, "decided already"
    page = offered(sign_in, officer, case, template)
    assert f"Dear A Writer, about {case.number} at Office in London: [[which papers]]." in page
    actions = LedgerRecord.objects.filter(action__startswith="template.").values_list("action", flat=True)
    assert list(actions) == ["template.proposed", "template.approved"]


def test_a_reply_with_a_blank_is_not_sent_and_nothing_typed_is_lost(
    sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    desk = sign_in(officer)
    for name, field in (("reply", "words-reply"), ("ask", "words-question")):
        answer = desk.post(
            f"/staff/cases/{case.number}/{name}/", {"revision": "0", field: "Bring [[which]]."}
        )
        assert answer.status_code == 422
        assert answer.content.decode().count("Bring [[which]].") >= 1
        assert "take it out: [[which]]" in answer.content.decode()
    refused = {"revision": "0", "ground": "not-ours", "words-explanation": "See [[whom]]."}
    assert sign_in(supervisor).post(f"/staff/cases/{case.number}/reject/", refused).status_code == 422
    assert not Reply.objects.exists()
    assert not mails("need something")
    note = {"revision": "0", "words-note": "ask about [[which]]"}
    assert desk.post(f"/staff/cases/{case.number}/note/", note).status_code == 302, "a note is not sent"


@pytest.mark.parametrize(
    "changes",
    [{"language": "zh-hant"}, {"matter": "complaint"}, {"kind": "policy", "matter": "policy"}],
    ids=["language", "matter", "kind"],
)
def test_only_what_fits_the_case_is_offered(
    *, sign_in: SignIn, editor: User, officer: User, supervisor: User, london: Office, changes: dict[str, str]
) -> None:
    template = written(sign_in, editor)
    decide(sign_in, supervisor, template)
    case, _secret = open_letter(london, **changes)
    assert "Papers" not in offered(sign_in, officer, case, template)


def test_a_new_version_takes_over_only_when_approved_and_history_stays(
    sign_in: SignIn, editor: User, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    template = written(sign_in, editor)
    decide(sign_in, supervisor, template)
    path = f"/staff/reply-texts/{template.pk}/change/"
    second = {"seen": "1", "title-en": "Papers", "text-en": "The second version."}
    assert sign_in(editor).post(path, second).status_code == 302
    old = sign_in(supervisor).post(path, {**second, "text-en": "Written on an old page."})
    assert old.status_code == 409
    assert "Written on an old page." in old.content.decode()
    assert "The second version." not in offered(sign_in, officer, case, template)
    decide(sign_in, supervisor, template, number=2)
    assert "The second version." in offered(sign_in, officer, case, template)
    history = sign_in(editor).get(f"/staff/reply-texts/{template.pk}/").content.decode()
    assert "which papers" in history
    assert TemplateVersion.objects.count() == 2
    assert decide(sign_in, editor, template, "retire") == 302
    assert "The second version." not in offered(sign_in, officer, case, template)


def test_other_offices_and_roles_are_refused(
    *, sign_in: SignIn, editor: User, officer: User, london: Office, paris: Office, ministry: Office
) -> None:
    template = written(sign_in, editor)
    stranger = sign_in(make_staff("paris@example.org", Role.SUPERVISOR, paris))
    assert stranger.get(f"/staff/reply-texts/{template.pk}/").status_code == 404
    assert stranger.post(f"/staff/reply-texts/{template.pk}/approve/", {"version": 1}).status_code == 404
    assert stranger.post("/staff/reply-texts/new/", NEW).status_code == 422, "london is not offered to them"
    assert stranger.post("/staff/reply-texts/new/", {**NEW, "office": "every"}).status_code == 422
    assert sign_in(officer).get("/staff/reply-texts/").status_code == 403
    alone = make_staff("duty@example.org", Role.SUPERVISOR, ministry)
    assert decide(sign_in, alone, template) == 302, "the duty desk is the second person of a small office"


@pytest.mark.parametrize(
    "changes",
    [
        {"text-en": ""},
        {"title-en": "", "text-en": ""},
        {"text-en": "[[open"},
        {"office": "mars"},
        {"title-ar": "x"},
    ],
)
def test_half_written_texts_are_refused_and_kept(
    sign_in: SignIn, editor: User, changes: dict[str, str]
) -> None:
    answer = sign_in(editor).post("/staff/reply-texts/new/", {**NEW, **changes})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not ReplyTemplate.objects.exists()
