"""A family applies in one case: one appointment, each person decided on by themselves, in one decision."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from legation.accounts.models import Role, User
from legation.casework.appointments.queries import party_of
from legation.casework.cases import services as case_services
from legation.casework.cases.models import Case, Outcome, State
from legation.casework.cases.views import view_path
from legation.casework.families import demonstration, services
from legation.casework.families.models import PersonDecision
from legation.casework.families.queries import people_of
from legation.casework.payments.models import Charge, Fee
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Office
from legation.questions.models import Draft
from tests.accessibility import assert_valid_html
from tests.casework.applications.conftest import PERSON, begin, mailed_links, photo, send
from tests.casework.writing import mails
from tests.conftest import make_staff
from tests.questions.journey import post

pytestmark = pytest.mark.django_db

CHILD = {
    "member-name": "王小小",
    "member-born_day": "1",
    "member-born_month": "2",
    "member-born_year": "2019",
    "member-relation": "child",
    "member-passport": "300000002",
}
SPOUSE = {**CHILD, "member-name": "林美玲", "member-relation": "spouse", "member-born_year": "1986"}


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db: None) -> None:
    cache.clear()


def add(client: Client, draft: str, person: dict[str, str], statement: str) -> None:
    """One more person; the statement comes up once the date of birth is known."""
    status, entry = post(client, f"{draft}family/", {"next": "add"})
    assert status == 302, entry
    status, where = post(client, entry, {**person, "member-photo": photo()})
    assert (status, where) == (302, f"{entry}#id_{statement}")
    assert_valid_html(client.get(entry).content.decode())
    status, where = post(client, entry, {**person, statement: "on"})
    assert (status, where) == (302, f"{draft}family/"), where


def apply(client: Client, language: str = "en") -> Case:
    """A couple and their child, sent and confirmed."""
    draft = begin(client, language)
    assert send(client, f"{draft}person/", {**PERSON, "with-family": "yes"}) == f"{draft}passport/"
    passport = {"passport-number": "300000001", "delivery": "collect"}
    assert send(client, f"{draft}passport/", dict(passport)) == f"{draft}family/"
    assert_valid_html(client.get(f"{draft}family/").content.decode())
    add(client, draft, SPOUSE, "consent")
    add(client, draft, CHILD, "guardian")
    assert post(client, f"{draft}family/", {"next": "on"}) == (302, f"{draft}photo/")
    assert send(client, f"{draft}photo/", {"photo": photo(), "true": "on"}) == f"{draft}check/"
    checked = client.get(f"{draft}check/").content.decode()
    assert "林美玲" in checked
    assert "王小小" in checked
    send(client, f"{draft}check/", {})
    confirm = mailed_links()[0]
    send(client, confirm, {}, 200)
    return Case.objects.latest("pk")


@pytest.fixture
def family(client: Client, service: str) -> Case:
    return apply(client)


def decide_all(case: Case, officer: User, *outcomes: str) -> None:
    people = people_of(case)
    found = {
        person.key: (outcome, "The photo is too old." if outcome == Outcome.REFUSED else "")
        for person, outcome in zip(people, outcomes, strict=True)
    }
    services.decide(case, found, actor=officer)


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_a_family_applies_in_one_case(client: Client, service: str, london: Office, language: str) -> None:
    Fee.objects.create(service=service, office=london, minor=3700, currency="GBP")
    case = apply(client, language)
    charge = Charge.objects.get(case=case)
    assert (charge.units, charge.minor) == (3, 3 * 3700), "each of them owes the fee"
    assert [person.name for person in people_of(case)] == [PERSON["full-name"], "林美玲", "王小小"]
    assert party_of(case) == 3
    assert Draft.objects.filter(submitted_at=None).count() == 0


def test_one_person_alone_is_no_family(service: str) -> None:
    case = Case.objects.latest("pk")
    assert people_of(case) == []
    assert party_of(case) == 1
    assert services.into_the_decision(case, Outcome.GRANTED, "Yes.") == "Yes."


def test_each_person_is_decided_on_in_one_decision(
    client: Client, family: Case, officer: User, supervisor: User
) -> None:
    case_services.assign(family, officer, actor=officer)
    with pytest.raises(Conflict, match="each person"):
        case_services.propose_reply(family, "Done.", actor=officer, outcome=Outcome.GRANTED)
    decide_all(family, officer, Outcome.GRANTED, Outcome.REFUSED, Outcome.GRANTED)
    with pytest.raises(Conflict, match="Granted in part"):
        case_services.propose_reply(family, "Done.", actor=officer, outcome=Outcome.GRANTED)
    family.refresh_from_db()
    assert family.state == State.ASSIGNED
    case_services.propose_reply(family, "Done.", actor=officer, outcome=Outcome.PARTLY)
    with pytest.raises(Conflict):
        decide_all(family, officer, *[Outcome.GRANTED] * 3)  # it lies with the second person
    before = client.get(view_of(family)).content.decode()
    assert "The photo is too old." not in before, "nothing is told before it is approved"
    assert before.count("Not decided yet") == 3
    case_services.approve_reply(family, actor=supervisor)
    told = mails()[-1]["text"]
    assert "林美玲: Refused\nThe photo is too old." in told
    assert "王小小: Granted" in told
    after = client.get(view_of(family)).content.decode()
    assert_valid_html(after)
    assert after.count("The photo is too old.") == 2, "in the decision, and beside the person"
    assert after.count('class="tag ok">Granted') == 2
    assert not PersonDecision.objects.filter(sent_at=None).exists()


def view_of(case: Case) -> str:
    with translation.override("en"):
        return view_path(case)


def test_the_desk_shows_and_decides_person_by_person(
    client: Client, family: Case, officer: User, london: Office
) -> None:
    client.force_login(officer)
    show, decide = f"/staff/cases/{family.number}/", f"/staff/cases/{family.number}/people/"
    shown = client.get(show).content.decode()
    assert_valid_html(shown)
    for name in ("林美玲", "王小小", "300000002"):
        assert name in shown
    assert shown.count("Not decided") == 3
    assert f'href="{decide}"' in shown, "the officer finds the way there"
    assert_valid_html(client.get(decide).content.decode())
    wrong = client.post(decide, {"outcome-0": "granted", "outcome-1": "refused", "outcome-2": "granted"})
    assert wrong.status_code == 422
    assert "Say why it is refused." in wrong.content.decode()
    fields = {
        "outcome-0": "granted",
        "outcome-1": "refused",
        "outcome-2": "granted",
        "words-reasons-1": "No.",
    }
    assert client.post(decide, fields).status_code == 302
    assert PersonDecision.objects.count() == 3
    decided = client.get(show).content.decode()
    assert "Not decided" not in decided
    assert decided.count('class="tag ok">Granted') == 2
    assert client.post(decide, {**fields, "outcome-1": "granted"}).status_code == 302
    assert PersonDecision.objects.count() == 3


def test_nobody_else_decides(client: Client, family: Case, editor: User, member: User) -> None:
    decide = f"/staff/cases/{family.number}/people/"
    for stranger in (editor, member):
        client.force_login(stranger)
        assert client.get(decide).status_code in (302, 403, 404)
        assert client.post(decide, {"outcome-0": "granted"}).status_code in (302, 403, 404)
    with pytest.raises(NotPermitted):
        services.decide(family, {"": (Outcome.GRANTED, "")}, actor=editor)
    assert not PersonDecision.objects.exists()


def test_nobody_is_decided_on_who_did_not_apply(family: Case, officer: User) -> None:
    with pytest.raises(Conflict):
        services.decide(family, {"ffffffff": (Outcome.GRANTED, "")}, actor=officer)


def test_a_looked_at_again_case_keeps_what_was_sent(
    family: Case, officer: User, supervisor: User, london: Office
) -> None:
    decide_all(family, officer, *[Outcome.REFUSED] * 3)
    case_services.propose_reply(family, "Done.", actor=officer, outcome=Outcome.REFUSED)
    case_services.approve_reply(family, actor=supervisor)
    case_services.reopen(Case.objects.get(pk=family.pk), "Look again, please.")
    again = Case.objects.get(pk=family.pk)
    with pytest.raises(NotPermitted):
        decide_all(again, officer, *[Outcome.GRANTED] * 3)  # who decided does not look again
    decide_all(again, make_staff("another@example.org", Role.CASE_OFFICER, london), *[Outcome.GRANTED] * 3)
    assert PersonDecision.objects.filter(case=again).count() == 6
    assert PersonDecision.objects.exclude(sent_at=None).count() == 3


def test_the_demonstration_has_a_family_of_three(service: str) -> None:
    for _time in range(2):
        demonstration.load()
    case = Case.objects.latest("pk")
    assert [person.name.split()[1] for person in people_of(case)] == ["Parent", "Spouse", "Child"]
    assert party_of(case) == 3
