"""An expert reads the letter for one question, until it is answered, and nothing else."""

from __future__ import annotations

import pytest

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader
from legation.casework.cases import services as case_services
from legation.casework.cases.models import Case
from legation.casework.cases.views import view_path
from legation.casework.desk.opinions.models import Opinion
from legation.casework.desk.opinions.permissions import OPINE
from legation.kernel.errors import NotPermitted
from legation.offices.models import Office
from legation.privacy.gateway import read
from legation.privacy.models import ReadReceipt
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import mails, open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(paris: Office) -> User:
    return make_staff("expert@example.org", Role.CASE_OFFICER, paris)


def ask(sign_in: SignIn, officer: User, case: Case, **changes: str) -> int:
    case.refresh_from_db()
    values = {
        "revision": str(case.revision),
        "whom": "office:paris",
        "words-opinion": "Is this the law?",
        **changes,
    }
    return sign_in(officer).post(f"/staff/cases/{case.number}/opinion/", values).status_code


def test_a_unit_gives_its_opinion_and_sees_the_letter_only_meanwhile(
    *, sign_in: SignIn, officer: User, supervisor: User, expert: User, london: Office
) -> None:
    case, _secret = open_letter(london, name="Secret Name", email="secret@example.org")
    desk, paris = sign_in(officer), sign_in(expert)
    assert ask(sign_in, officer, case) == 302
    opinion = Opinion.objects.get()
    path = f"/staff/opinions/{opinion.pk}/"
    assert case.number in paris.get("/staff/opinions/").content.decode()
    assert not ReadReceipt.objects.filter(purpose="case.opinion").exists(), "a list opens nothing"
    page = paris.get(path).content.decode()
    assert "opening hours on Monday" in page
    assert "Is this the law?" in page
    assert "Secret Name" not in page
    assert "secret@example.org" not in page
    assert ReadReceipt.objects.get(purpose="case.opinion").fields == ["question", "words"]
    assert paris.get(f"/staff/cases/{case.number}/").status_code == 404, "the case itself stays closed"
    assert paris.post(path, {"words-opinion": " "}).status_code == 422
    assert paris.post(path, {"words-opinion": "It is not."}).status_code == 302
    assert paris.get(path).status_code == 404, "the permission ends with the answer"
    with pytest.raises(NotPermitted):
        read(reader(expert), OPINE, [Case.objects.get()], ["words"], reference=case.number)
    assert "It is not." in desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert mails("opinion on case")[0]["recipient"] == officer.email
    shown = desk.get(view_path(case)).content.decode()
    assert "It is not." not in shown, "it stays inside"
    assert "to give an expert opinion" in shown, "the person sees who read it, and why"


def test_a_named_officer_is_told_and_the_question_can_be_taken_back(
    sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    assert ask(sign_in, officer, case, whom=f"person:{supervisor.pk}") == 302
    assert mails("opinion is asked")[0]["recipient"] == supervisor.email
    opinion = Opinion.objects.get()
    path = f"/staff/opinions/{opinion.pk}/"
    colleague = sign_in(supervisor)
    assert colleague.get(path).status_code == 200
    assert (
        sign_in(officer).post(f"/staff/cases/{case.number}/opinion/{opinion.pk}/withdraw/").status_code == 302
    )
    assert colleague.get(path).status_code == 404
    assert colleague.post(path, {"words-opinion": "Too late."}).status_code == 404
    opinion.refresh_from_db()
    assert opinion.text is None


def test_nobody_else_reads_asks_or_takes_back(
    *, sign_in: SignIn, officer: User, editor: User, expert: User, london: Office, ministry: Office
) -> None:
    case, _secret = open_letter(london)
    other, _secret = open_letter(london, submission="2")
    assert ask(sign_in, expert, case) == 404
    ask(sign_in, officer, case)
    opinion = Opinion.objects.get()
    duty = sign_in(make_staff("duty@example.org", Role.SUPERVISOR, ministry))
    assert duty.get(f"/staff/opinions/{opinion.pk}/").status_code == 404
    assert sign_in(editor).get("/staff/opinions/").status_code == 403
    assert sign_in(officer).get(f"/staff/opinions/{opinion.pk}/").status_code == 404, "nobody asks themselves"
    assert (
        sign_in(expert).post(f"/staff/cases/{case.number}/opinion/{opinion.pk}/withdraw/").status_code == 404
    )
    with pytest.raises(NotPermitted):
        read(reader(expert), OPINE, [other], ["words"], reference=other.number)
    with pytest.raises(NotPermitted):
        read(reader(expert), OPINE, [other], ["words"], reference=case.number)


@pytest.mark.parametrize(
    "changes", [{"whom": "person:0"}, {"whom": ""}, {"words-opinion": ""}, {"revision": "99"}]
)
def test_a_question_that_cannot_be_asked_is_kept(
    sign_in: SignIn, officer: User, london: Office, changes: dict[str, str]
) -> None:
    case, _secret = open_letter(london)
    values = {"revision": "0", "whom": "office:london", "words-opinion": "Keep me.", **changes}
    answer = sign_in(officer).post(f"/staff/cases/{case.number}/opinion/", values)
    assert answer.status_code in (409, 422)
    assert "Keep me." in answer.content.decode() or "words-opinion" in changes
    assert not Opinion.objects.exists()


def test_an_opinion_counts_as_something_that_happened(sign_in: SignIn, officer: User, london: Office) -> None:
    case, _secret = open_letter(london)
    ask(sign_in, officer, case, whom="office:london")
    case.refresh_from_db()
    assert case.revision == 1
    case_services.note(case, "go on", actor=officer, revision=1)


def test_who_was_asked_reads_nothing_once_the_case_is_over(
    *, sign_in: SignIn, officer: User, supervisor: User, expert: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    assert ask(sign_in, officer, case) == 302
    path = f"/staff/opinions/{Opinion.objects.get().pk}/"
    assert sign_in(expert).get(path).status_code == 200
    case_services.propose_reply(case, "Yes.", actor=officer)
    case_services.approve_reply(case, actor=supervisor)
    assert sign_in(expert).get(path).status_code == 404
    assert case.number not in sign_in(expert).get("/staff/opinions/").content.decode()
    with pytest.raises(NotPermitted):
        read(reader(expert), OPINE, [Case.objects.get()], ["words"], reference=case.number)
    assert ask(sign_in, officer, case, whom=f"person:{supervisor.pk}") == 409, "and nobody is asked anew"
