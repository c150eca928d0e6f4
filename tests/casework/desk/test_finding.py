"""Filters find what they ask, are kept under names, and are shared by office only."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from legation.accounts.models import Role, User
from legation.casework.cases import services
from legation.casework.desk.finding.models import SavedFilter
from legation.kernel import clock
from legation.offices.models import Office
from legation.privacy.models import ReadReceipt
from tests.casework.desk.conftest import SignIn
from tests.casework.writing import open_letter
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db


def test_each_field_narrows_and_nothing_is_opened(sign_in: SignIn, officer: User, london: Office) -> None:
    with clock.at(clock.now() - dt.timedelta(days=40)):
        old, _secret = open_letter(london)
    new, _secret = open_letter(london, submission="2", language="ar", matter="complaint")
    services.assign(new, officer, actor=officer)
    desk = sign_in(officer)

    def found(**asked: str) -> set[str]:
        page = desk.get("/staff/case-filter/", asked).content.decode().split("<main")[1]
        return {case.number for case in (old, new) if f"/staff/cases/{case.number}/" in page}

    assert found() == {old.number, new.number}
    for asked, who in (
        ({"language": "ar"}, new),
        ({"matter": "question"}, old),
        ({"assignee": "me"}, new),
        ({"assignee": str(officer.pk)}, None),
        ({"assignee": "nobody"}, old),
        ({"age": "30"}, old),
        ({"due": "late"}, old),
        ({"state": "assigned"}, new),
        ({"state": "over"}, None),
        ({"office": "london", "language": "en"}, old),
        ({"office": "ministry"}, None),
    ):
        assert found(**asked) == ({who.number} if who else set()), asked
    assert not ReadReceipt.objects.exists()
    late = desk.get("/staff/cases/").content.decode()
    assert "/staff/case-filter/?due=late" in late


@pytest.mark.parametrize(
    "asked", [{"state": "x"}, {"assignee": "1; drop"}, {"age": "-1"}, {"office": "paris"}]
)
def test_a_wrong_filter_says_so_and_shows_no_case(
    sign_in: SignIn, officer: User, london: Office, asked: dict[str, str]
) -> None:
    case, _secret = open_letter(london)
    answer = sign_in(officer).get("/staff/case-filter/", asked)
    assert answer.status_code == 422
    assert case.number not in answer.content.decode()


def test_filters_are_kept_and_shared_with_the_own_office_only(
    sign_in: SignIn, officer: User, supervisor: User, london: Office, paris: Office
) -> None:
    desk = sign_in(officer)
    kept = {"matter": "complaint", "name": "Complaints 投訴"}
    assert desk.post("/staff/case-filter/keep/", kept).status_code == 302
    assert "Complaints 投訴" in desk.get("/staff/cases/").content.decode()
    colleague = sign_in(supervisor)
    assert "Complaints" not in colleague.get("/staff/cases/").content.decode(), "it is for its owner alone"
    assert desk.post("/staff/case-filter/keep/", {**kept, "share": "paris"}).status_code == 422
    assert desk.post("/staff/case-filter/keep/", {**kept, "share": "london"}).status_code == 302
    assert SavedFilter.objects.count() == 1, "the same name replaces"
    assert "Complaints" in colleague.get("/staff/cases/").content.decode()
    stranger = sign_in(make_staff("paris@example.org", Role.CASE_OFFICER, paris))
    assert "Complaints" not in stranger.get("/staff/cases/").content.decode()
    path = f"/staff/case-filter/{SavedFilter.objects.get().pk}/remove/"
    assert stranger.post(path).status_code == 404
    assert colleague.post(path).status_code == 302, "a supervisor tidies what the office shares"
    assert not SavedFilter.objects.exists()


def test_a_filter_without_a_name_is_not_kept(sign_in: SignIn, officer: User, london: Office) -> None:
    answer = sign_in(officer).post("/staff/case-filter/keep/", {"matter": "complaint", "name": " "})
    assert answer.status_code == 422
    assert 'name="matter" value="complaint"' in answer.content.decode(), "what was chosen is not lost"


def test_a_kept_filter_shows_how_many_running_cases_it_finds(
    sign_in: SignIn, officer: User, london: Office
) -> None:
    for number, language in enumerate(("ar", "ar", "en", "ar")):
        open_letter(london, submission=str(number), language=language)
    ended = services.withdraw(open_letter(london, submission="over", language="ar")[0])
    assert ended.ended_at
    desk = sign_in(officer)
    for name, chosen in (
        ("Arabic", {"language": "ar"}),
        ("Everything", {}),
        ("Mine", {"assignee": "me", "due": "7"}),
        ("Over", {"state": "over"}),
    ):
        desk.post("/staff/case-filter/keep/", {**chosen, "name": name})
    page = desk.get("/staff/cases/").content.decode()
    shown = dict(re.findall(r'case-filter/[^"]*">(\w+)</a> <span class="tag">(\d+)<', page))
    assert shown == {"Late": "0", "Arabic": "3", "Everything": "4", "Mine": "0"}
    assert ">Over</a></li>" in page
