"""Notices: two people, the office's own area, each person once, and who is safe."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from legation.accounts.models import Role, User
from legation.casework.cases import services as case_services
from legation.casework.cases.models import Case, Event, Matter
from legation.casework.registration import queries
from legation.casework.registration.models import Area, Delivery, Notice
from legation.casework.registration.services import answering, notices, registering, reviews
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.mail.models import OutgoingMail
from legation.mail.services import queue_template
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.privacy.models import ReadReceipt
from tests.accessibility import assert_valid_html
from tests.casework.registration.conftest import draft, registered
from tests.casework.writing import hidden, mails
from tests.conftest import make_staff

pytestmark = pytest.mark.django_db

TITLES = ("Storm on Monday", "週一暴風")


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def tokyo(db: None, london: Office) -> Office:
    office = Office.objects.create(
        slug="tokyo",
        country="JP",
        region=london.region,
        time_zone="Asia/Tokyo",
        languages=["ja"],
        serves=["JP"],
    )
    office.texts.create(language="ja", name="東京", city="東京", address="1")
    return office


def sent(office: Office, officer: User, supervisor: User, **changes: object) -> Notice:
    row = notices.propose(draft(office, officer, **changes), actor=officer)
    row = notices.send(row, actor=supervisor)
    notices.deliver_waiting(row.pk)
    row.refresh_from_db()
    return row


def mailed() -> Counter[str]:
    return Counter(mail["recipient"] for mail in mails() if mail["title"] in TITLES)


def test_only_the_area_and_only_who_is_there(
    london: Office, scotland: Area, tokyo: Office, officer: User, supervisor: User
) -> None:
    today = clock.today()
    registered(1, area=scotland)
    registered(2)
    registered(3, country="JP")
    registered(
        4, area=scotland, begins_on=today + dt.timedelta(days=60), ends_on=today + dt.timedelta(days=70)
    )
    unsafe = registered(5, area=scotland)
    registering.set_contact(unsafe, unsafe=True)
    row = draft(london, officer, areas=["GB/scotland"])
    assert queries.reach(row) == queries.Reach(1, 3, 1)
    row = sent(london, officer, supervisor, areas=["GB/scotland"])
    assert (row.state, row.reached) == (Notice.State.SENT, 1)
    assert mailed() == {"abroad.1@example.org": 1}
    everybody = sent(london, officer, supervisor)
    assert everybody.reached == 2, "those in London's own area alone"


def test_each_reads_it_in_their_own_language(london: Office, officer: User, supervisor: User) -> None:
    registered(1, language="zh-hant")
    registered(2, language="ja", languages=("ja", "zh-hant"))
    registered(3, language="ar", languages=("ar",))
    sent(london, officer, supervisor)
    found = {mail["recipient"]: mail["title"] for mail in mails() if mail["title"] in TITLES}
    assert list(found.values()) == ["週一暴風", "週一暴風", "Storm on Monday"]


def test_nobody_sends_what_they_wrote(london: Office, officer: User, supervisor: User) -> None:
    mine = notices.propose(draft(london, supervisor), actor=supervisor)
    with pytest.raises(NotPermitted):
        notices.send(mine, actor=supervisor)
    with pytest.raises(NotPermitted):
        notices.send(mine, actor=officer)  # no supervisor
    with pytest.raises(Conflict):
        notices.send_emergency(mine, actor=supervisor)
    changed = notices.write(london, actor=officer, texts=mine.texts, notice=mine)
    with pytest.raises(Conflict):
        notices.send(changed, actor=supervisor)  # it has to be proposed anew
    notices.propose(changed, actor=officer)
    with pytest.raises(Conflict):
        notices.send(changed, actor=supervisor, revision=mine.revision)  # not what they saw
    assert not Delivery.objects.exists()


def test_an_office_of_one_is_helped_by_the_duty_desk(london: Office, tokyo: Office) -> None:
    Office.objects.filter(pk=tokyo.pk).update(is_duty_desk=True)
    alone = make_staff("alone@example.org", Role.SUPERVISOR, london)
    desk = make_staff("desk@example.org", Role.SUPERVISOR, tokyo)
    row = notices.propose(draft(london, alone), actor=alone)
    assert notices.send(row, actor=desk).sent_by == desk


def test_other_offices_neither_write_nor_see(
    client: Client, london: Office, tokyo: Office, officer: User
) -> None:
    stranger = make_staff("tokyo@example.org", Role.SUPERVISOR, tokyo)
    row = draft(london, officer)
    with pytest.raises(NotPermitted):
        draft(london, stranger)
    with pytest.raises(NotPermitted):
        notices.propose(row, actor=stranger)
    client.force_login(stranger)
    assert client.get(f"/staff/registrations/notices/{row.pk}/").status_code == 404
    assert client.post(f"/staff/registrations/notices/{row.pk}/propose/").status_code == 404
    assert client.get("/staff/registrations/london/").status_code == 404
    assert client.get("/staff/registrations/london/write/").status_code == 403
    assert client.get("/staff/registrations/london/areas/").status_code == 403


def test_killed_in_the_middle_it_goes_on_and_nobody_is_told_twice(
    london: Office, officer: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        registered(number)
    row = notices.propose(draft(london, officer), actor=officer)
    notices.send(row, actor=supervisor)
    queue, left = queue_template, [7]

    def dies(*args: object, **values: object) -> OutgoingMail:
        mail = queue(*args, **values)  # type: ignore[arg-type]  # passed on as they came
        if not left[0]:
            raise SystemExit  # after the mail was written, before it was noted
        left[0] -= 1
        return mail

    monkeypatch.setattr(notices, "queue_template", dies)
    for _death in range(3):
        with pytest.raises(SystemExit):
            notices.deliver_waiting(row.pk)
        assert sum(mailed().values()) == Delivery.objects.exclude(queued_at=None).count()
        left[0] = 5
    monkeypatch.setattr(notices, "queue_template", queue)
    assert notices.resume() == 25 - 7 - 5 - 5
    assert notices.resume() == 0
    assert mailed() == {f"abroad.{number}@example.org": 1 for number in range(25)}
    row.refresh_from_db()
    assert row.state == Notice.State.SENT


def test_the_desk_looks_at_no_old_notices_of_other_offices(
    client: Client,
    london: Office,
    tokyo: Office,
    officer: User,
    supervisor: User,
) -> None:
    Office.objects.filter(pk=tokyo.pk).update(is_duty_desk=True)
    client.force_login(make_staff("desk@example.org", Role.SUPERVISOR, tokyo))
    with CaptureQueriesContext(connection) as before:
        client.get("/staff/registrations/tokyo/")
    for _number in range(10):
        sent(london, officer, supervisor)
    alone = notices.send_emergency(draft(london, officer, is_emergency=True), actor=officer)
    with CaptureQueriesContext(connection) as after:
        page = client.get("/staff/registrations/tokyo/").content.decode()
    assert f"/notices/{alone.pk}/" in page
    assert len(after) <= len(before) + 10


def test_what_is_stopped_goes_no_further(london: Office, officer: User, supervisor: User) -> None:
    registered()
    row = notices.propose(draft(london, officer), actor=officer)
    notices.send(row, actor=supervisor)
    notices.stop(row, actor=officer)
    assert notices.deliver_waiting(row.pk) == 0
    assert not mailed()


def test_an_emergency_goes_out_on_one_signature_and_is_looked_at(
    london: Office, officer: User, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered()
    row = notices.send_emergency(draft(london, officer, is_emergency=True), actor=officer)
    assert row.awaits_review
    with pytest.raises(NotPermitted):
        notices.confirm_review(row, actor=officer)
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(minutes=61))
    assert [reviews.remind(), reviews.remind()] == [1, 0]
    assert mails()[-1]["recipient"] == supervisor.email
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(minutes=121))
    assert [reviews.remind(), reviews.remind()] == [1, 0]
    assert mails()[-1]["title"].startswith("Overdue")
    assert not notices.confirm_review(row, actor=supervisor).awaits_review
    assert reviews.remind() == 0


def test_safe_or_in_need_of_help_by_the_link_alone(
    client: Client, london: Office, scotland: Area, officer: User, supervisor: User
) -> None:
    registered(1, area=scotland)
    registered(2)
    row = sent(london, officer, supervisor, asks_safety=True)
    paths = [
        re.sub(r"^https?://[^/]+", "", re.findall(r"https?://\S+/answer/\S+", mail["text"])[0])
        for mail in mails()
        if mail["title"] in TITLES
    ]
    for language in ("en", "zh-hant", "ar"):
        assert_valid_html(client.get(paths[0].replace("/en/", f"/{language}/", 1)).content.decode())

    def press(path: str, **said: str) -> str:
        token = hidden(client.get(path).content.decode(), "form_token")
        answer = client.post(path, {"form_token": token, **said})
        assert answer.status_code == 200
        assert_valid_html(answer.content.decode())
        return answer.content.decode()

    press(paths[0], said="safe")
    page = press(paths[0], said="help", **{"words-help": "The roof is gone"})
    press(paths[0], said="help")
    press(paths[1], said="safe")
    case = Case.objects.get()
    assert case.number in page
    assert (case.office, case.matter) == (london, Matter.CONSULAR)
    assert queries.answers(row) == {"safe": 1, "help": 1, "none": 0, "waiting": 0}
    assert not client.cookies

    client.force_login(officer)
    shown = client.get(f"/staff/registrations/notices/{row.pk}/").content.decode()
    assert_valid_html(shown)
    assert "王小明" not in shown, "names are opened on purpose only"
    assert not ReadReceipt.objects.exists()
    opened = client.get(f"/staff/registrations/notices/{row.pk}/?who=help").content.decode()
    assert_valid_html(opened)
    assert "王小明" in opened
    assert "900123" in opened
    assert case.number in opened
    receipt = ReadReceipt.objects.get()
    assert (receipt.purpose, receipt.reference) == ("registration.safety", f"notice {row.pk}")
    letter = client.get(f"/staff/cases/{case.number}/").content.decode()
    for told in ("The roof is gone", "Secret Street", "900123", "Scotland"):
        assert told in letter


def test_who_calls_for_help_again_is_heard_again(london: Office, officer: User, supervisor: User) -> None:
    registered()
    sent(london, officer, supervisor, asks_safety=True)
    delivery = Delivery.objects.get()
    first = answering.answer(delivery, Delivery.Answer.HELP)
    again = answering.answer(delivery, Delivery.Answer.HELP, "The water rises")
    assert first is not None
    assert again == first
    entry = first[0].entries.get(event=Event.SUPPLEMENTED)
    assert deliver(entry, ["body"])["body"] == "The water rises"
    case_services.withdraw(first[0])
    third = answering.answer(delivery, Delivery.Answer.HELP, "It has come back")
    assert third is not None
    assert third[0] != first[0], "nobody looks into a case that has ended"
    assert answering.answer(delivery, Delivery.Answer.HELP) == third
    delivery.refresh_from_db()
    assert delivery.case_number == third[0].number


def test_an_answer_that_is_no_answer_is_refused(
    client: Client, london: Office, officer: User, supervisor: User
) -> None:
    registered()
    sent(london, officer, supervisor, asks_safety=True)
    path = re.sub(r"^https?://[^/]+", "", re.findall(r"https?://\S+/answer/\S+", mails()[-1]["text"])[0])
    token = hidden(client.get(path).content.decode(), "form_token")
    assert client.post(path, {"form_token": token, "said": "perhaps"}).status_code == 422
    assert client.post(path, {"said": "safe"}).status_code == 422
    assert Delivery.objects.get().answer == ""


def test_from_writing_to_sending_at_the_desk(
    client: Client, london: Office, scotland: Area, officer: User, supervisor: User
) -> None:
    registered(1, area=scotland)
    client.force_login(officer)
    assert_valid_html(client.get("/staff/registrations/").content.decode())
    write = "/staff/registrations/london/write/"
    empty = client.get(write).content.decode()
    assert_valid_html(empty)
    assert not re.search(r"<label[^>]*>(Title|Text) [^<]*<span class=\"optional\"", empty), "they are needed"
    fields = {"title_en": "Storm on Monday", "words-en": "Stay indoors.", "where": ["GB/scotland"]}
    missing = client.post(write, fields)
    assert missing.status_code == 422
    assert "Write it in every language of the office." in missing.content.decode()
    assert "Stay indoors." in missing.content.decode()
    fields |= {"title_zh-hant": "週一暴風", "words-zh-hant": "請勿外出。"}
    place = client.post(write, fields).headers["Location"]
    preview = client.get(place).content.decode()
    assert "It would reach 1 registration now" in preview
    assert "王小明" not in preview
    seen = hidden(preview, "revision")
    assert client.post(f"{place}propose/", {"revision": seen}).status_code == 302
    client.force_login(supervisor)
    page = client.get(place).content.decode()
    assert_valid_html(page)
    stale = client.post(f"{place}send/", {"revision": seen})
    assert stale.status_code == 409
    assert client.post(f"{place}return/", {"remark": ""}).status_code == 422
    assert client.post(f"{place}send/", {"revision": hidden(page, "revision")}).status_code == 302
    notices.resume()
    assert mailed() == {"abroad.1@example.org": 1}


def test_an_emergency_is_written_in_one_language(client: Client, london: Office, officer: User) -> None:
    client.force_login(officer)
    write = "/staff/registrations/london/write/"
    assert client.post(write, {"is_emergency": "on"}).status_code == 422
    assert client.post(write, {"is_emergency": "on", "title_en": "Fire"}).status_code == 422
    assert client.post(write, {"is_emergency": "on", "words-en": "Leave."}).status_code == 422
    fields = {"is_emergency": "on", "title_en": "Fire", "words-en": "Leave."}
    assert client.post(write, fields).status_code == 302
    assert Notice.objects.get().texts == {"en": {"title": "Fire", "text": "Leave."}}


def test_changing_a_notice_for_a_closed_area_does_not_send_it_to_everybody(
    client: Client, london: Office, scotland: Area, officer: User
) -> None:
    row = draft(london, officer, areas=["GB/scotland"], countries=["FR"])
    Area.objects.update(is_open=False)
    client.force_login(officer)
    path = f"/staff/registrations/notices/{row.pk}/change/"
    page = client.get(path).content.decode()
    kept = re.findall(r'name="where" value="([^"]+)"[^>]* checked', page)
    assert sorted(kept) == ["FR", "GB/scotland"]
    fields = {f"title_{code}": words["title"] for code, words in row.texts.items()}
    fields |= {f"words-{code}": words["text"] for code, words in row.texts.items()}
    answer = client.post(path, {**fields, "where": kept, "revision": hidden(page, "revision")})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.areas, row.countries) == (["GB/scotland"], ["FR"])


def test_a_supervisor_plans_the_areas(client: Client, london: Office, supervisor: User) -> None:
    client.force_login(supervisor)
    path = "/staff/registrations/london/areas/"
    fields = {"country": "GB", "code": "wales", "name_en": "Wales", "name_zh-hant": "威爾斯"}
    assert client.post(path, fields).status_code == 302
    area = Area.objects.get()
    assert_valid_html(client.get(path).content.decode())
    assert "Wales" in client.get("/en/registration/in/gb/").content.decode()
    assert client.post(f"{path}{area.pk}/close/").status_code == 302
    assert "Wales" not in client.get("/en/registration/in/gb/").content.decode()
    assert client.post(path, {**fields, "country": "JP"}).status_code == 422
