"""Long lists are brought in by a task: in portions, each person once whatever is killed, and nothing stays behind."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.surveys import services as surveys
from legation.surveys.access.models import Invitation, InvitationList, WaitingRows
from legation.surveys.access.services import ending, importing, inviting
from legation.surveys.models import Survey
from tests.surveys.planned import small

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PEOPLE = [f"person{number}@example.org" for number in range(7)]
DAY = dt.timedelta(days=1)


class KilledError(BaseException):
    """As a kill: nothing of ours catches it."""


@pytest.fixture(autouse=True)
def portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two people each, so that seven make a long list."""
    monkeypatch.setattr(importing, "PORTION", 2)


@pytest.fixture
def survey(london: Office) -> Survey:
    return small(london, access="tokens")


def bring(survey: Survey, by: User, lines: list[str] | None = None) -> InvitationList:
    upload = io.BytesIO("\n".join(PEOPLE if lines is None else lines).encode())
    return importing.take_in(survey, upload, by, title="Guests", purpose="You came.", kept_days=30)


def addresses() -> list[str]:
    rows = Invitation.objects.select_related("subject")
    return sorted(deliver(row, ["address"])["address"] for row in rows)


def nothing_waits() -> bool:
    return not WaitingRows.objects.exists()


def page_of(listed: InvitationList, who: User) -> str:
    desk = Client()
    desk.force_login(who)
    return desk.get(f"/staff/surveys/small/people/{listed.pk}/").content.decode()


def test_a_long_list_waits_and_is_brought_in_by_the_task(
    survey: Survey, editor: User, publisher: User
) -> None:
    listed = bring(survey, editor, [*PEOPLE, "no address", PEOPLE[0].upper()])
    assert (listed.state, listed.count, listed.waiting, listed.refused) == ("waiting", 0, 8, 1)
    assert LedgerRecord.objects.filter(action="survey.list-imported").count() == 1
    html = page_of(listed, publisher)
    assert "0 of 8 rows" in html
    assert "Look again" in html
    assert "Line 8" in html
    assert "Send the invitations" not in html
    with pytest.raises(Conflict):
        inviting.send(listed, publisher)
    importing.bring_in.func(listed.pk)
    listed.refresh_from_db()
    assert (listed.state, listed.count, listed.repeated, listed.waiting) == ("ready", 7, 1, 0)
    assert addresses() == PEOPLE
    html = page_of(listed, publisher)
    assert "Send the invitations" in html
    assert "Look again" not in html


def test_a_short_list_is_there_at_once(survey: Survey, editor: User) -> None:
    assert bring(survey, editor, PEOPLE[:2]).state == "ready"
    assert nothing_waits()


def test_what_waits_is_sealed_and_its_key_goes_with_the_last_of_it(survey: Survey, editor: User) -> None:
    listed = bring(survey, editor)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {WaitingRows._meta.db_table}")
        kept = b"".join(
            bytes(cell) for row in cursor.fetchall() for cell in row if isinstance(cell, bytes | memoryview)
        )
    assert len(kept) > len("".join(PEOPLE))
    assert b"person" not in kept
    key = Subject.objects.get(pk=WaitingRows.objects.values_list("subject_id", flat=True).distinct().get())
    importing.bring_in.func(listed.pk)
    key.refresh_from_db()
    assert key.wrapped_key is None
    assert nothing_waits()


def test_killed_at_any_statement_it_goes_on_and_doubles_nobody(survey: Survey, editor: User) -> None:
    for place in range(1, 200):
        guests = [f"guest{number}-{place}@example.org" for number in range(5)]
        listed = bring(survey, editor, guests)
        try:
            with connection.execute_wrapper(_killed_at(place)):
                importing.bring_in.func(listed.pk)
        except KilledError:
            waiting = sum(WaitingRows.objects.values_list("count", flat=True))
            assert Invitation.objects.filter(list=listed).count() == len(guests) - waiting
            importing.resume()
        else:
            break
        listed.refresh_from_db()
        assert (listed.state, listed.count, listed.repeated, listed.waiting) == ("ready", 5, 0, 0)
        assert Invitation.objects.filter(list=listed).count() == 5
        assert nothing_waits()
        assert LedgerRecord.objects.filter(action="survey.list-ready").count() == place
    assert 20 < place < 199


def _killed_at(place: int) -> Callable[..., Any]:
    count = 0

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        if not sql.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            count += 1
            if count == place:
                raise KilledError
        return execute(sql, params, many, context)

    return watch


def test_asked_for_twice_it_is_done_once(
    survey: Survey, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_A_RUN", 1)
    listed = bring(survey, editor)
    for _often in range(2 * len(PEOPLE)):
        importing.bring_in.func(listed.pk)
    listed.refresh_from_db()
    assert (listed.state, listed.count, listed.repeated) == ("ready", 7, 0)
    assert LedgerRecord.objects.filter(action="survey.list-ready").count() == 1


def test_two_lists_side_by_side_invite_nobody_twice(
    survey: Survey, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = bring(survey, editor), bring(survey, editor, [*PEOPLE[3:], "new@example.org"])
    monkeypatch.setattr(importing, "MOST_A_RUN", 1)
    for _often in range(5):
        importing.resume()
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.count + second.count == 8
    assert first.repeated + second.repeated == 4
    assert addresses() == sorted([*PEOPLE, "new@example.org"])


def test_another_list_that_takes_somebody_at_the_same_moment_costs_one_more_try(
    survey: Survey, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, write = bring(survey, editor), importing._write
    raced: list[int] = []

    def race(to: InvitationList, rows: Any) -> None:
        write(to, rows)
        if not raced:  # the database finds out last
            raced.append(1)
            raise IntegrityError

    monkeypatch.setattr(importing, "_write", race)
    importing.bring_in.func(listed.pk)
    listed.refresh_from_db()
    assert (listed.state, listed.count, listed.repeated, listed.waiting) == ("ready", 7, 0, 0)
    assert addresses() == PEOPLE


@pytest.mark.parametrize("end", [b"\xff\xfe", b'"' + b"x" * 3000, b"\x00\n" + b"y" * 2500])
def test_of_a_file_that_is_broken_at_its_end_nothing_is_kept(
    client: Client, survey: Survey, editor: User, end: bytes
) -> None:
    before = Subject.objects.count()
    client.force_login(editor)
    file = io.BytesIO("\n".join(PEOPLE).encode() + b"\n" + end)
    file.name = "guests.csv"
    data = {"words-title": "Guests of May", "words-purpose": "You came.", "kept_days": "10", "file": file}
    page = client.post("/staff/surveys/small/people/", data)
    assert page.status_code == 422
    assert "Save it as CSV in UTF-8" in page.content.decode()
    assert "Guests of May" in page.content.decode()
    assert nothing_waits()
    assert not InvitationList.objects.exists()
    assert (
        Subject.objects.count(),
        LedgerRecord.objects.filter(action__startswith="survey.list").count(),
    ) == (
        before,
        0,
    )


def test_a_list_of_which_everybody_is_invited_says_so(survey: Survey, editor: User, publisher: User) -> None:
    importing.bring_in.func(bring(survey, editor).pk)
    second = bring(survey, editor, PEOPLE[:5])
    importing.bring_in.func(second.pk)
    second.refresh_from_db()
    assert (second.state, second.count) == ("refused", 0)
    assert "Everybody in this file is invited already." in page_of(second, publisher)
    with pytest.raises(Conflict):
        inviting.send(second, publisher)


def test_deleted_while_it_waits_nothing_of_it_comes_back(survey: Survey, editor: User) -> None:
    listed = bring(survey, editor)
    importing._portion(listed.pk)
    ending.delete_by_hand(listed, editor)
    importing.resume()
    importing.bring_in.func(listed.pk)
    listed.refresh_from_db()
    assert listed.state == "deleted"
    assert nothing_waits()
    assert not Invitation.objects.exists()


def test_closed_meanwhile_nobody_else_is_taken(survey: Survey, editor: User, publisher: User) -> None:
    listed = bring(survey, editor)
    importing._portion(listed.pk)
    surveys.close(survey)
    importing.resume()
    listed.refresh_from_db()
    assert (listed.state, listed.count, listed.waiting) == ("ready", 2, 5)
    assert nothing_waits()
    assert "The survey closed before everybody was on the list." in page_of(listed, publisher)


def test_what_cannot_be_brought_in_within_a_day_is_destroyed_and_said(
    survey: Survey, editor: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed, other = bring(survey, editor), bring(survey, editor, ["a@b.org", "c@d.org", "e@f.org"])
    write = importing._write

    def fail(to: InvitationList, rows: Any) -> None:
        if to.pk == listed.pk:
            raise RuntimeError("no")
        write(to, rows)

    monkeypatch.setattr(importing, "_write", fail)
    with pytest.raises(RuntimeError):
        importing.resume()
    other.refresh_from_db()
    assert other.state == "ready"
    with clock.at(clock.now() + 1.1 * DAY):
        importing.resume()
    listed.refresh_from_db()
    assert (listed.state, listed.waiting) == ("refused", 7)
    assert nothing_waits()
    assert "Bring in the same file again" in page_of(listed, publisher)
    monkeypatch.setattr(importing, "_write", write)
    importing.bring_in.func(bring(survey, editor).pk)
    assert Invitation.objects.count() == 10
