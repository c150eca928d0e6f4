"""Passages struck from the messages of an application, as from letters, answers and notes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role, User
from legation.casework.applications import membership, messages
from legation.casework.cases import services as cases
from legation.casework.cases.models import Case
from legation.casework.cases.views import view_path
from legation.casework.desk.redaction import services
from legation.casework.desk.redaction.models import Reason, Redacted, Redaction
from legation.casework.desk.redaction.passages import MARK
from legation.kernel.errors import NotPermitted
from legation.ledger.models import LedgerRecord
from legation.privacy.models import ReadReceipt
from tests.accessibility import assert_valid_html
from tests.casework.applications.conftest import begin, fill_in, send
from tests.conftest import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def case(service: str) -> Case:
    return Case.objects.get()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def strike(client: Client, case: Case, where: str, passage: str = "Ann Other", status: int = 302) -> str:
    case.refresh_from_db()
    values = {
        "revision": str(case.revision),
        "where": where,
        "reason": "third-party",
        "words-passage": passage,
    }
    answer = client.post(f"/staff/cases/{case.number}/strike/", values)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_both_sides_of_the_talk_are_struck_for_the_desk(case: Case, officer: User, supervisor: User) -> None:
    ours = messages.write(case, "Is Ann Other your sister?", actor=officer)
    theirs = messages.write(case, "Ann Other <b>is</b> my\r\nneighbour.")
    desk, page = browser(officer), f"/staff/cases/{case.number}/"
    offered = desk.get(page).content.decode()
    for row, words in ((ours, "Message"), (theirs, "Message from the applicant")):
        assert f'<option value="message-{row.pk}">{words} · ' in offered
        strike(desk, case, f"message-{row.pk}")
    shown = desk.get(page).content.decode()
    assert_valid_html(shown)
    assert "Ann Other" not in shown
    assert f"Is {MARK} your sister?" in shown
    assert f"{MARK} &lt;b&gt;is&lt;/b&gt; my" in shown
    assert "Message from the applicant · It tells of somebody else" in shown, "with its history"
    refusal = strike(desk, case, f"message-{theirs.pk}", status=409)
    assert "This passage does not stand in the text." in refusal, "nothing of it is left to guess at"
    with translation.override("en"):
        own = Client().get(f"{view_path(case)}messages/").content.decode()
    assert f"Is {MARK} your sister?" in own, "what we wrote"
    assert "Ann Other &lt;b&gt;is&lt;/b&gt; my" in own, "what they wrote themselves they read whole"
    assert LedgerRecord.objects.filter(action="redaction.made").count() == 2


def test_the_original_is_read_with_a_reason_and_two_people_lift(
    case: Case, officer: User, supervisor: User
) -> None:
    row = messages.write(case, "Ann Other is my neighbour.")
    desk, boss = browser(officer), browser(supervisor)
    strike(desk, case, f"message-{row.pk}")
    path = f"/staff/cases/{case.number}/original/"
    assert desk.post(path, {"words-why": "x"}).status_code == 404, "they have not taken the case on"
    assert boss.post(path, {"words-why": " "}).status_code == 422
    whole = boss.post(path, {"words-why": "The neighbour complains."}).content.decode()
    assert_valid_html(whole)
    assert "Ann Other is my neighbour." in whole
    assert "Message from the applicant" in whole
    assert ReadReceipt.objects.filter(purpose="case.original", subject=case.subject).exists()
    struck = Redaction.objects.get()
    services.ask_to_lift(struck, "It is our own clerk.", actor=officer)
    with pytest.raises(NotPermitted):
        services.decide(struck, lift=True, actor=officer)
    services.decide(struck, lift=True, actor=supervisor)
    assert not Redacted.objects.exists()
    assert "Ann Other is my neighbour." in desk.get(f"/staff/cases/{case.number}/").content.decode()
    assert Redaction.objects.get() == struck, "the history stays"


def test_a_closed_case_is_looked_up_without_what_was_struck(
    case: Case, officer: User, supervisor: User
) -> None:
    row = messages.write(case, "Ann Other is my neighbour.")
    strike(browser(officer), case, f"message-{row.pk}")
    cases.withdraw(case)
    shown = browser(supervisor).get(f"/staff/cases/{case.number}/").content.decode()
    assert f"{MARK} is my neighbour." in shown
    assert "Ann Other" not in shown


def test_the_copy_of_a_member_holds_what_they_may_read(case: Case, officer: User) -> None:
    member = User.objects.create_user("writer@example.org", "writer@example.org")
    Case.objects.filter(pk=case.pk).update(member=member)
    ours = messages.write(case, "Is Ann Other your sister?", actor=officer)
    theirs = messages.write(case, "Ann Other is my neighbour.")
    for row in (ours, theirs):
        strike(browser(officer), case, f"message-{row.pk}")
    texts = [row["text"] for row in membership._dialogue(member) if "text" in row]
    assert texts == [f"Is {MARK} your sister?", "Ann Other is my neighbour."]


def test_a_message_of_another_case_is_not_struck_from_here(client: Client, case: Case, officer: User) -> None:
    send(client, fill_in(client, begin(client)), {}, 302)
    other = Case.objects.exclude(pk=case.pk).get()
    Case.objects.filter(pk=other.pk).update(state=case.state, confirmed_at=case.confirmed_at)
    row = messages.write(Case.objects.get(pk=other.pk), "Ann Other")
    strike(browser(officer), case, f"message-{row.pk}", status=422)
    with pytest.raises(NotPermitted):
        services.strike(case, row, "Ann", Reason.MISTAKE, actor=officer)
    stranger = browser(make_staff("stranger@example.org", Role.SECURITY_OFFICER, case.office))
    strike(stranger, case, f"message-{row.pk}", status=403)
    assert not Redaction.objects.exists()
