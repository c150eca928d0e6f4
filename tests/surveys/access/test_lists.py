"""Lists of people: bringing them in, inviting, reminding only who has not answered, deleting them on time."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.privacy.models import ReadReceipt, Subject
from legation.surveys import services as surveys
from legation.surveys.access.models import Invitation, InvitationList
from legation.surveys.access.services import ending, importing, inviting
from legation.surveys.access.services.entering import token_of_address
from legation.surveys.models import Survey
from tests.conftest import make_staff
from tests.surveys.planned import small

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PEOPLE = (
    "address,language,name\nwang@example.org,zh-hant,王小明\njane@example.org,en,Jane\nluis@example.org,,\n"
)
DAYS = dt.timedelta(days=1)


@pytest.fixture
def survey(london: Office) -> Survey:
    return small(london, access="tokens")


def bring(survey: Survey, by: User, text: str | bytes = PEOPLE, *, kept_days: int = 30) -> InvitationList:
    content = text if isinstance(text, bytes) else text.encode()
    return importing.take_in(
        survey, io.BytesIO(content), by, title="Guests", purpose="You came to our event.", kept_days=kept_days
    )


def sent(survey: Survey, editor: User, publisher: User, text: str = PEOPLE) -> InvitationList:
    listed = bring(survey, editor, text)
    inviting.send(listed, publisher)
    inviting.resume()
    listed.refresh_from_db()
    return listed


def answer(survey: Survey, address: str) -> None:
    assert surveys.take(survey, {"mark": 4}, token_of_address(survey, address)) is surveys.Outcome.TAKEN


def test_a_list_is_taken_once_and_bad_rows_are_named(survey: Survey, editor: User) -> None:
    text = (
        PEOPLE
        + "JANE@example.org,en,Jane again\nno address,en,\nmarie@example.org,fr,Marie\nx\u202e@y.org,en,\n"
    )
    listed = bring(survey, editor, text)
    assert (listed.state, listed.count, listed.repeated, listed.refused) == ("ready", 3, 1, 3)
    assert [line for line, _why in listed.report] == [6, 7, 8]
    assert "@" not in str(listed.report)
    assert str(Invitation.objects.first().address) == "[sealed]"  # type: ignore[union-attr]  # there is one
    again = "nobody@example.org\nwang@example.org\n"
    second = bring(survey, editor, again)
    assert (second.count, second.repeated) == (1, 1)
    assert LedgerRecord.objects.filter(action="survey.list-imported").count() == 2


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00broken",
        b"a,b,c\n",
        b"\x00" * 100,
        b"x" * 5000,
        b"PK\x03\x04" + b"\xa0" * 100,
        b'"' + b"a@example.org\n" * 300,
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(survey: Survey, editor: User, text: bytes) -> None:
    with pytest.raises(LegationError):
        bring(survey, editor, text)
    assert not InvitationList.objects.exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "text", ["a@example.org;en;A\n", "Name\tE-Mail\nA\ta@example.org\n", "\ufeffemail\na@example.org\n"]
)
def test_lists_of_other_programs_are_understood(survey: Survey, editor: User, text: str) -> None:
    bring(survey, editor, text)
    assert deliver(Invitation.objects.get(), ["address"])["address"] == "a@example.org"


def test_more_than_fifty_thousand_rows_are_refused(
    survey: Survey, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.surveys.access.reading.MOST_ROWS", 2)
    with pytest.raises(LegationError):
        bring(survey, editor)


def test_each_is_invited_once_in_their_language(survey: Survey, editor: User, publisher: User) -> None:
    listed = sent(survey, editor, publisher)
    assert listed.state == "sent"
    inviting.resume()
    mails = [
        (row.language, deliver(row, ["recipient", "text"])) for row in OutgoingMail.objects.order_by("pk")
    ]
    assert [language for language, _mail in mails] == ["zh-hant", "en", "en"]
    chinese = mails[0][1]["text"]
    assert "王小明" in chinese
    assert "You came to our event." in chinese
    assert f"/zh-hant/surveys/small/with/{token_of_address(survey, 'wang@example.org')}/" in chinese


def test_nobody_sends_to_a_list_of_their_own(survey: Survey, editor: User, publisher: User) -> None:
    own = bring(survey, publisher)
    for person in (publisher, editor):
        with pytest.raises(NotPermitted):
            inviting.send(own, person)
    paris = Office.objects.create(slug="paris", country="FR", region="europe", time_zone="Europe/Paris")
    stranger = make_staff("paris@example.org", Role.PUBLISHER, paris)
    with pytest.raises(NotPermitted):
        inviting.send(own, stranger)
    with pytest.raises(NotPermitted):
        bring(survey, stranger, "b@example.org\n")
    assert not OutgoingMail.objects.exists()


def test_invitations_wait_for_the_opening(survey: Survey, editor: User, publisher: User) -> None:
    Survey.objects.update(opens_at=clock.now() + DAYS)
    survey.refresh_from_db()
    listed = bring(survey, editor)
    inviting.send(listed, publisher)
    assert inviting.resume() == 0
    with clock.at(clock.now() + 2 * DAYS):
        assert inviting.resume() == 3


def test_only_who_has_not_answered_is_reminded_and_at_most_twice(
    survey: Survey, editor: User, publisher: User
) -> None:
    listed = sent(survey, editor, publisher)
    answer(survey, "jane@example.org")
    with pytest.raises(Conflict):
        inviting.remind(listed, publisher)
    now = clock.now()
    for number, expected in ((1, 5), (2, 7)):
        with clock.at(now + (number * 3 + 0.1) * DAYS):
            inviting.remind(listed, publisher)
            inviting.resume()
        assert OutgoingMail.objects.count() == expected
    to = [deliver(row, ["recipient"])["recipient"] for row in OutgoingMail.objects.order_by("pk")[3:]]
    assert set(to) == {"wang@example.org", "luis@example.org"}
    with clock.at(now + 6.9 * DAYS), pytest.raises(Conflict):
        inviting.remind(listed, publisher)


def test_whoever_asks_for_no_more_mails_gets_none(
    client: Client, survey: Survey, editor: User, publisher: User
) -> None:
    listed = sent(survey, editor, publisher)
    mail = OutgoingMail.objects.get(language="zh-hant")
    text = deliver(mail, ["text"])["text"]
    path = re.search(r"https?://[^/]+(/zh-hant/surveys/small/stop/\S+)", text)
    assert path
    page = client.get(path[1])
    row = Invitation.objects.get(language="zh-hant")
    assert row.stopped_at is None
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    assert token
    for _twice in range(2):
        assert client.post(path[1], {"form_token": token[1]}).status_code == 200
    row.refresh_from_db()
    assert row.stopped_at is not None
    assert row.address is None
    with clock.at(clock.now() + 4 * DAYS):
        inviting.remind(listed, publisher)
        inviting.resume()
    assert OutgoingMail.objects.filter(subject=row.subject).count() == 1
    assert bring(survey, editor, "wang@example.org\n").state == "refused"
    assert client.get(path[1][:-3] + "x/").status_code == 404


def test_bounces_are_counted_and_not_written_to_again(survey: Survey, editor: User, publisher: User) -> None:
    listed = sent(survey, editor, publisher)
    OutgoingMail.objects.filter(language="zh-hant").update(sent_at=clock.now(), bounced_at=clock.now())
    ending.count_all()
    listed.refresh_from_db()
    assert (listed.invited, listed.bounced) == (3, 1)
    with clock.at(clock.now() + 4 * DAYS):
        inviting.remind(listed, publisher)
        inviting.resume()
    assert OutgoingMail.objects.count() == 5


def test_staff_see_how_many_answered_in_tens_and_never_who(
    survey: Survey, editor: User, publisher: User
) -> None:
    addresses = [f"person{number}@example.org" for number in range(12)]
    listed = sent(survey, editor, publisher, "\n".join(addresses))
    for address in addresses[:9]:
        answer(survey, address)
    surveys.settle(survey)
    ending.count_all()
    listed.refresh_from_db()
    assert listed.answered == 0
    answer(survey, addresses[9])
    surveys.settle(survey)
    ending.count_all()
    listed.refresh_from_db()
    assert listed.answered == 10


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((1, 1), "Not shown: the list is so short that it would say who."),
        ((12, 9), "Fewer than ten"),
        ((12, 10), "10 or more"),
        ((40, 10), "10"),
        ((40, 40), "31 or more"),
    ],
)
def test_the_page_of_a_list_does_not_say_who_took_part(
    survey: Survey, editor: User, publisher: User, numbers: tuple[int, int], told: str
) -> None:
    people, answered = numbers
    listed = sent(
        survey, editor, publisher, "\n".join(f"person{number}@example.org" for number in range(people))
    )
    InvitationList.objects.filter(pk=listed.pk).update(answered=answered)
    desk = Client()
    desk.force_login(publisher)
    html = desk.get(f"/staff/surveys/{survey.slug}/people/{listed.pk}/").content.decode()
    part = html[html.index("Have answered") :]
    assert re.findall(r"<dd[^>]*>\s*(.*?)\s*</dd>", part, re.DOTALL)[0] == told
    html = desk.get(f"/staff/surveys/{survey.slug}/people/").content.decode()
    assert re.findall(r"<td[^>]*>([^<]*)</td></tr>", html) == [told]


def test_people_are_deleted_some_days_after_the_end(survey: Survey, editor: User, publisher: User) -> None:
    listed = sent(survey, editor, publisher)
    people = list(Invitation.objects.values_list("subject_id", flat=True))
    with clock.at(survey.closes_at + 29 * DAYS):
        assert ending.delete_due() == 0
    with clock.at(survey.closes_at + 30 * DAYS):
        assert ending.delete_due() == 1
        assert ending.delete_due() == 0
    listed.refresh_from_db()
    assert (listed.state, listed.invited) == ("deleted", 3)
    assert not Invitation.objects.exists()
    assert not Subject.objects.filter(pk__in=people, erased_at=None).exists()
    assert deliver(OutgoingMail.objects.select_related("subject")[0], ["recipient"])["recipient"] == ""


def test_letters_are_fetched_once(client: Client, survey: Survey, editor: User) -> None:
    client.force_login(editor)
    made = client.post("/staff/surveys/small/people/letters/", {"words-letters": "Ball", "count": "3"})
    path = f"{made.headers['Location']}links/"
    answered = client.post(path, {"as": "table"})
    lines = b"".join(answered).decode().split()
    assert len(lines) == 4
    link = lines[1].split(",")[1]
    assert client.get(link.partition("/en/")[1] + link.partition("/en/")[2]).status_code == 200
    assert client.post(path, {"as": "table"}).status_code == 302
    assert client.post(path, {"as": "sheet"}).status_code == 302
    assert "@" not in "".join(lines)


def test_the_desk_brings_in_sends_and_shows(
    client: Client, survey: Survey, editor: User, publisher: User
) -> None:
    client.force_login(editor)
    file = io.BytesIO(PEOPLE.encode())
    file.name = "guests.csv"
    data = {"words-title": "Guests", "words-purpose": "You came.", "kept_days": "10", "file": file}
    made = client.post("/staff/surveys/small/people/", data)
    assert made.status_code == 302
    path = made.headers["Location"]
    assert "Send the invitations" not in client.get(path).content.decode()
    client.force_login(publisher)
    assert "Send the invitations" in client.get(path).content.decode()
    assert client.post(f"{path}send/").status_code == 302
    inviting.resume()
    assert OutgoingMail.objects.count() == 3
    OutgoingMail.objects.filter(language="zh-hant").update(sent_at=clock.now(), bounced_at=clock.now())
    ending.count_all()
    assert "wang@example.org" not in client.get(path).content.decode()
    receipts = ReadReceipt.objects.count()
    assert "wang@example.org" in client.post(path).content.decode()
    assert ReadReceipt.objects.count() == receipts + 1


@pytest.mark.parametrize("broken", [{}, {"file": None}, {"kept_days": "9999"}, {"words-purpose": ""}])
def test_a_form_with_mistakes_comes_back(
    client: Client, survey: Survey, editor: User, broken: dict[str, str | None]
) -> None:
    client.force_login(editor)
    data: dict[str, object] = {
        "words-title": "Guests",
        "words-purpose": "You came.",
        "kept_days": "10",
        **broken,
    }
    data.pop("file", None)
    page = client.post("/staff/surveys/small/people/", data)
    assert page.status_code == 422
    assert "Guests" in page.content.decode()


def test_other_offices_and_roles_see_nothing_of_lists(survey: Survey, editor: User, supervisor: User) -> None:
    listed = bring(survey, editor)
    paris = Office.objects.create(slug="paris", country="FR", region="europe", time_zone="Europe/Paris")
    path = f"/staff/surveys/small/people/{listed.pk}/"
    for person in (make_staff("paris@example.org", Role.EDITOR, paris), supervisor):
        desk = Client()
        desk.force_login(person)
        for page in ("/staff/surveys/small/people/", path):
            assert desk.get(page).status_code == 404
        for act in ("send", "remind", "halt", "delete", "links"):
            assert desk.post(f"{path}{act}/").status_code == 404
    assert InvitationList.objects.get().state == "ready"
