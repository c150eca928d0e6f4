"""Cover begins and ends by itself, warnings go to who stands in, and no office of one is ever stuck."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from legation.accounts.models import Role, User
from legation.casework.cases import services as case_services
from legation.casework.cases.models import Case, State
from legation.casework.cases.permissions import may_handle, visible_to
from legation.casework.desk.cover import services
from legation.casework.desk.cover.models import Absence
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.offices.models import Office
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import mails, open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[dt.datetime]:
    """Every test begins on a Monday at noon."""
    today = clock.now().replace(hour=12, minute=0)
    monday = today + dt.timedelta(days=7 - today.weekday())
    with clock.at(monday):
        yield monday


def post(
    sign_in: SignIn, actor: User, person: User, deputy: str, *, first: int = 0, last: int = 2, **more: str
) -> int:
    values = {"person": str(person.pk), "office": "london", "deputy": deputy}
    for name, days in (("first", first), ("last", last)):
        day = clock.today() + days * DAY
        parts = {"day": day.day, "month": day.month, "year": day.year}
        values |= {f"{name}_{part}": str(value) for part, value in parts.items()}
    return sign_in(actor).post("/staff/absences/", {**values, **more}).status_code


def queue_of(sign_in: SignIn, user: User) -> str:
    return sign_in(user).get("/staff/case-cover/").content.decode()


def test_a_colleague_has_the_cases_in_a_queue_for_the_time_and_no_longer(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    case, _secret = open_letter(london)
    case_services.assign(case, officer, actor=officer)
    assert case.number not in queue_of(sign_in, supervisor)
    assert post(sign_in, officer, officer, str(supervisor.pk), first=1) == 302
    assert "stand in for a colleague" in mails("stand in")[0]["title"]
    assert case.number not in queue_of(sign_in, supervisor), "it has not begun"
    with clock.at(clock.now() + DAY):
        assert case.number in queue_of(sign_in, supervisor)
        assert "/staff/case-cover/" in sign_in(supervisor).get("/staff/cases/").content.decode()
    with clock.at(clock.now() + 3 * DAY):
        assert case.number not in queue_of(sign_in, supervisor), "it ends by itself"


def test_warnings_go_to_who_stands_in(
    *, sign_in: SignIn, officer: User, supervisor: User, london: Office, ministry: Office
) -> None:
    case, _secret = open_letter(london)
    case_services.assign(case, officer, actor=officer)
    case.refresh_from_db()
    services.name(officer, london, clock.today(), clock.today() + 60 * DAY, deputy=supervisor, actor=officer)
    assert case.warn_at
    with clock.at(case.warn_at + dt.timedelta(minutes=1)):
        case_services.raise_alarms()
    told = {mail["recipient"] for mail in mails(case.number)}
    assert supervisor.email in told
    assert officer.email not in told


def test_an_office_of_one_is_covered_by_the_duty_desk_from_letter_to_answer(
    *, sign_in: SignIn, supervisor: User, london: Office, ministry: Office
) -> None:
    first = make_staff("duty1@example.org", Role.CASE_OFFICER, ministry)
    second = make_staff("duty2@example.org", Role.SUPERVISOR, ministry)
    held, _secret = open_letter(london)
    case_services.assign(held, supervisor, actor=supervisor)
    new, _secret = open_letter(london, submission="2")
    assert sign_in(first).get(f"/staff/cases/{held.number}/").status_code == 404
    assert post(sign_in, supervisor, supervisor, "") == 302
    for case in (held, new):
        assert case.number in queue_of(sign_in, first)
        assert sign_in(first).get(f"/staff/cases/{case.number}/").status_code == 200
        case.refresh_from_db()
        case_services.propose_reply(case, "We answer for them.", actor=first)
        case.refresh_from_db()
        case_services.approve_reply(case, actor=second)
    assert set(Case.objects.values_list("state", flat=True)) == {State.ANSWERED}
    with clock.at(clock.now() + 4 * DAY):
        assert not visible_to(first).exists()


def test_a_deputy_who_is_away_too_is_replaced_by_the_duty_desk(
    *, officer: User, supervisor: User, london: Office, ministry: Office
) -> None:
    duty = make_staff("duty@example.org", Role.CASE_OFFICER, ministry)
    case, _secret = open_letter(london)
    case_services.assign(case, officer, actor=officer)
    case.refresh_from_db()
    today = clock.today()
    services.name(officer, london, today, today + 5 * DAY, deputy=supervisor, actor=officer)
    assert not may_handle(duty, case)
    row = services.name(supervisor, london, today, today + DAY, deputy=None, actor=supervisor)
    assert may_handle(duty, case)
    services.end(row.pk, actor=supervisor)
    assert not may_handle(duty, case), "the deputy is back"


def test_a_sensitive_case_is_for_the_deputy_while_its_officer_is_away(
    *, officer: User, supervisor: User, london: Office
) -> None:
    deputy = make_staff("second@example.org", Role.CASE_OFFICER, london)
    case, _secret = open_letter(london)
    case_services.assign(case, officer, actor=officer)
    case_services.guard(case, "A witness.", sensitive=True, actor=supervisor)
    case.refresh_from_db()
    assert not may_handle(deputy, case)
    row = services.name(officer, london, clock.today(), clock.today(), deputy=deputy, actor=officer)
    assert may_handle(deputy, case)
    services.end(row.pk, actor=officer)
    assert not may_handle(deputy, case)


def test_only_they_and_their_supervisor_name_and_end_it(
    *, sign_in: SignIn, officer: User, supervisor: User, editor: User, london: Office, paris: Office
) -> None:
    stranger = make_staff("paris@example.org", Role.SUPERVISOR, paris)
    assert post(sign_in, stranger, officer, "") == 422, "they are not among the people of this form"
    with pytest.raises(NotPermitted):
        services.name(officer, london, clock.today(), clock.today(), deputy=None, actor=stranger)
    with pytest.raises(NotPermitted):
        services.name(officer, london, clock.today(), clock.today(), deputy=stranger, actor=officer)
    assert post(sign_in, officer, supervisor, "") == 422, "an officer names nobody else"
    assert post(sign_in, supervisor, officer, "") == 302
    row = Absence.objects.get()
    path = f"/staff/absences/{row.pk}/end/"
    assert sign_in(stranger).post(path).status_code == 404
    assert sign_in(editor).post(path).status_code == 403
    assert sign_in(officer).post(path).status_code == 302
    row.refresh_from_db()
    assert row.cancelled_at is not None


def test_times_that_cannot_be_are_refused(
    sign_in: SignIn, officer: User, supervisor: User, london: Office
) -> None:
    me = str(officer.pk)
    assert post(sign_in, officer, officer, "", first=2, last=1) == 422
    assert post(sign_in, officer, officer, me) == 422, "nobody stands in for themselves"
    assert post(sign_in, officer, officer, "", first=-9, last=-8) == 409
    assert post(sign_in, officer, officer, "", last=900) == 409
    assert post(sign_in, officer, officer, "", first_day="99") == 422
    assert post(sign_in, officer, officer, "") == 302
    assert post(sign_in, officer, officer, "", first=1, last=9) == 409, "named already"
    with pytest.raises(Conflict):
        services.name(supervisor, london, clock.today(), clock.today(), deputy=officer, actor=supervisor)
