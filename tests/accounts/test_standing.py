"""Suspension and denial: who decides, what it does at once, who cannot come back, and who hears an appeal."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from legation.accounts.members.services import leave
from legation.accounts.models import DeniedIdentity, Measure, Role, Suspension, SuspensionReason, User
from legation.accounts.standing import services
from legation.accounts.standing.tasks import tell_ended
from legation.casework.cases.models import Case, Kind, Matter
from legation.casework.cases.permissions import may_approve, may_handle, visible_to
from legation.casework.cases.services import Opening, open_case
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from tests.accounts.journeys import PASSWORD, last_mail, register, sign_in
from tests.conftest import make_person, make_staff

pytestmark = pytest.mark.django_db

HARM = SuspensionReason.HARM_TO_OTHERS
DENIAL = Measure.DENIAL


@pytest.fixture
def judge(db: None) -> User:
    """A supervisor of the whole ministry."""
    return make_staff("judge@example.org", Role.SUPERVISOR)


@pytest.fixture
def second(db: None) -> User:
    return make_staff("second@example.org", Role.ADMINISTRATOR)


def with_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save()


def case_of(member: User, office: Office) -> Case:
    opening = Opening(
        kind=Kind.LETTER,
        matter=Matter.QUESTION,
        language="en",
        name="王小明",
        email=member.email,
        submission="one letter",
        office=office,
        subject=member.subject,
        member=member,
    )
    return open_case(opening)[0]


def denied(judge: User, second: User, member: User, days: int | None = None) -> Suspension:
    row = services.suspend(judge, member, HARM, days, DENIAL)
    services.approve(second, row)
    row.refresh_from_db()
    return row


def appeal_path(title: str) -> str:
    text = deliver(last_mail(title), ["text"])["text"]
    found = re.search(r"https?://[^/]+(/en/account/standing/\S+)", text)
    assert found, text
    return found[1]


def test_every_session_is_out_at_once_and_told_why(member: User, judge: User) -> None:
    with_password(member)
    telephone, library = Client(), Client()
    for browser in (telephone, library):
        browser.force_login(member)
        assert browser.get("/en/account/").status_code == 200
    desk = Client()
    desk.force_login(judge)
    found = desk.post("/staff/members/", {"email": member.email.upper()})
    assert "王小明" in desk.get(found["Location"]).content.decode()
    assert desk.post("/staff/members/", {"email": "x@example.org"}).status_code == 422
    assert desk.post(found["Location"] + "suspend/", {"reason": "no such"}).status_code == 422
    desk.post(found["Location"] + "suspend/", {"measure": "suspension", "reason": HARM, "days": "7"})
    for browser in (telephone, library):
        out = browser.get("/en/account/")
        assert out.status_code in (302, 403)
        assert out.status_code == 403 or "/login/" in out["Location"]
    again = sign_in(telephone, member.email)
    assert again.status_code == 403
    assert "harassed or harmed" in again.content.decode()
    assert "harassed or harmed" in deliver(last_mail("Your account is suspended"), ["text"])["text"]
    assert member.subject.receipts.filter(purpose="member.review").exists()
    with clock.at(clock.now() + dt.timedelta(days=8)):
        assert sign_in(Client(), member.email)["Location"] == "/en/account/"
        assert tell_ended() == 1
        assert tell_ended() == 0
    assert OutgoingMail.objects.filter(title="Your suspension has ended").count() == 1


def test_whoever_only_asks_for_an_address_is_not_taken_for_its_owner(member: User, judge: User) -> None:
    """Else somebody else would be suspended for what its owner did, or its owner not found."""
    EmailAddress.objects.create(user=member, email="wanted@example.org", verified=False)
    assert services.look_up(judge, "wanted@example.org") is None
    assert services.look_up(judge, member.email.upper()) == member


def test_lifting_ends_it_and_tells_the_member(member: User, judge: User) -> None:
    row = services.suspend(judge, member, HARM, 7)
    desk = Client()
    desk.force_login(judge)
    desk.post(f"/staff/members/{member.pk}/{row.pk}/lift/")
    assert not Suspension.objects.in_force().exists()
    assert last_mail("Your suspension was lifted")
    with pytest.raises(Conflict):
        services.lift(judge, row)


@pytest.mark.parametrize(("measure", "days"), [(DENIAL, 7), (DENIAL, None), (Measure.SUSPENSION, None)])
def test_what_weighs_more_needs_two_people(
    member: User, judge: User, second: User, measure: Measure, days: int | None
) -> None:
    row = services.suspend(judge, member, HARM, days, measure)
    assert not Suspension.objects.in_force().exists()
    assert not OutgoingMail.objects.filter(title__contains="denied").exists()
    with pytest.raises(NotPermitted):
        services.approve(judge, row)
    with pytest.raises(Conflict):
        services.suspend(second, member, HARM, 7)
    services.approve(second, row)
    assert Suspension.objects.in_force().get().approved_by == second
    with pytest.raises(Conflict):
        services.approve(second, row)


def test_the_privacy_officer_is_the_second_person_but_never_the_first(
    client: Client, member: User, judge: User, privacy_officer: User
) -> None:
    with pytest.raises(NotPermitted):
        services.suspend(privacy_officer, member, HARM, 7)
    services.suspend(judge, member, HARM, None, DENIAL)
    client.force_login(privacy_officer)
    assert f"/staff/members/{member.pk}/" in client.get("/staff/members/").content.decode()
    row = Suspension.objects.get()
    client.post(f"/staff/members/{member.pk}/{row.pk}/turn-down/")
    assert not Suspension.objects.proposed().exists()
    assert not DeniedIdentity.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_office_suspends_only_who_has_to_do_with_it_and_for_thirty_days(
    client: Client, member: User, supervisor: User, london: Office, judge: User
) -> None:
    client.force_login(supervisor)
    assert client.post("/staff/members/", {"email": member.email}).status_code == 422
    assert client.get(f"/staff/members/{member.pk}/").status_code == 404
    with pytest.raises(NotPermitted):
        services.suspend(supervisor, member, HARM, 7)
    case_of(member, london)
    assert client.post("/staff/members/", {"email": member.email}).status_code == 302
    for days, measure in ((31, Measure.SUSPENSION), (None, Measure.SUSPENSION), (7, DENIAL)):
        with pytest.raises(NotPermitted):
            services.suspend(supervisor, member, HARM, days, measure)
    row = services.suspend(supervisor, member, HARM, 30)
    assert row.office == london
    ministrys = services.suspend(judge, member, HARM, None)
    with pytest.raises(NotPermitted):
        services.lift(supervisor, ministrys)
    services.lift(supervisor, row)


def test_staff_are_not_suspended_by_each_other(judge: User, officer: User, member: User) -> None:
    with pytest.raises(NotPermitted):
        services.suspend(judge, officer, HARM, 7)
    with pytest.raises(NotPermitted):
        services.suspend(officer, member, HARM, 7)


def test_a_denied_person_cannot_register_anew_even_after_leaving(
    client: Client, member: User, judge: User, second: User
) -> None:
    address = member.email
    denied(judge, second, member)
    leave(member, language="en")
    assert not EmailAddress.objects.filter(email=address).exists()
    kept = DeniedIdentity.objects.get().address_hash
    assert address not in kept
    answers = [register(Client(), email) for email in (address.upper(), "stranger@example.org")]
    known = make_person("known@example.org")
    answers.append(register(Client(), known.email))
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/en/account/confirm-email/")
    }
    assert not User.objects.filter(email__iexact=address).exists()
    assert User.objects.filter(email="stranger@example.org").exists()
    notice = OutgoingMail.objects.get(title="No account was opened")
    assert deliver(notice, ["recipient"])["recipient"] == address
    assert not OutgoingMail.objects.filter(title__contains="Confirm", subject=notice.subject).exists()


def test_another_account_cannot_take_the_address_of_a_denied_person(
    client: Client, member: User, judge: User, second: User
) -> None:
    address = member.email
    denied(judge, second, member)
    leave(member, language="en")
    other = make_person("other@example.org")
    client.force_login(other)
    sent = [
        client.post("/en/account/email/", {"email": new, "action_add": "1"})
        for new in (address, "free@example.org")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in sent} == {(302, "/en/account/email/")}
    assert OutgoingMail.objects.filter(title="No account was opened").count() == 1
    assert deliver(last_mail("onfirm"), ["recipient"])["recipient"] == "free@example.org"
    assert not EmailAddress.objects.filter(email=address, verified=True).exists()


def test_after_the_denial_the_address_is_free_and_its_hash_is_gone(
    member: User, judge: User, second: User
) -> None:
    address = member.email
    denied(judge, second, member, 365)
    leave(member, language="en")
    with clock.at(clock.now() + dt.timedelta(days=366)):
        register(Client(), address)
        assert User.objects.filter(email=address).exists()
        assert tell_ended() == 1
    assert not DeniedIdentity.objects.exists()


def test_an_appeal_is_heard_by_somebody_else(
    client: Client, member: User, judge: User, second: User, london: Office
) -> None:
    duty = Office.objects.create(slug="ministry", country="TW", time_zone="Asia/Taipei", is_duty_desk=True)
    other = make_staff("duty@example.org", Role.SUPERVISOR, duty)
    row = denied(judge, second, member)
    path = appeal_path("Services are denied to you")
    page = client.get(path)
    assert "harassed or harmed" in page.content.decode()
    form_token = page.context["form_token"]
    assert client.post(path, {"words": "", "form_token": form_token}).status_code == 422
    assert client.post(path, {"words": "I was not there", "form_token": "old"}).status_code == 422
    for _twice in range(2):
        assert client.post(path, {"words": "I was not there", "form_token": form_token}).status_code == 302
    row.refresh_from_db()
    case = Case.objects.get()
    assert case.number == row.appeal_case
    assert case.number in client.get(path).content.decode()
    assert deliver(case, ["words"])["words"] == "I was not there"
    assert may_handle(other, case)
    assert case in visible_to(other)
    for decider in (judge, second):
        assert not may_handle(decider, case)
        assert not may_approve(decider, case)
        assert case not in visible_to(decider)


def test_the_link_of_an_appeal_is_no_guess_and_ends(client: Client, member: User, judge: User) -> None:
    row = services.suspend(judge, member, HARM, 180)
    path = appeal_path("Your account is suspended")
    assert client.get("/en/account/standing/1/").status_code == 404
    assert client.get(f"/en/account/standing/{row.pk}:forged/").status_code == 404
    with clock.at(clock.now() + dt.timedelta(days=31)):
        late = client.get(path)
        assert "time for an appeal is over" in late.content.decode()
        answer = client.post(path, {"words": "late", "form_token": late.context["form_token"]})
        assert answer.status_code == 422
    assert not Case.objects.exists()


def test_who_has_left_appeals_from_an_address_that_is_confirmed_first(
    client: Client, member: User, judge: User, second: User
) -> None:
    denied(judge, second, member)
    path = appeal_path("Services are denied to you")
    leave(member, language="en")
    form_token = client.get(path).context["form_token"]
    assert client.post(path, {"words": "Please", "form_token": form_token}).status_code == 422
    client.post(path, {"words": "Please", "email": "new@example.org", "form_token": form_token})
    case = Case.objects.get()
    assert case.confirmed_at is None
    assert deliver(last_mail("onfirm"), ["recipient"])["recipient"] == "new@example.org"
