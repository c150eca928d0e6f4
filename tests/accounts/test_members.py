"""A member registers, signs in, sees what happened, and leaves."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from legation.accounts import adapter
from legation.accounts.members.subjects import owner
from legation.accounts.models import User
from legation.casework.cases.models import Case, Kind, Matter, State
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy import gateway
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash
from tests.accounts.journeys import (
    LOGIN,
    PASSWORD,
    confirm,
    last_link,
    last_mail,
    register,
    sign_in,
    token,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


def actions(user: User) -> list[str]:
    rows = LedgerRecord.objects.filter(mentions__subject_id=user.subject_id).order_by("id")
    return list(rows.values_list("action", flat=True))


def test_there_is_one_way_in(client: Client, member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    path = "/en/_util/login/"
    answer = client.post(path, {"username": member.email, "password": PASSWORD})
    assert client.get(f"{path}?next=/en/")["Location"] == "/en/account/login/?next=/en/"
    assert answer["Location"] == "/en/account/login/"
    assert client.get("/en/account/").status_code == 302


def test_the_whole_life_of_an_account(client: Client) -> None:
    answer = register(client, "new@example.org")
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert gateway.own(owner(user), user, ["name"]) == {"name": "王小明"}
    assert sign_in(Client(), "new@example.org")["Location"].endswith("confirm-email/")
    confirm(client)
    answer = sign_in(client, "new@example.org")
    assert answer["Location"] == "/en/account/"
    page = client.get("/en/account/")
    assert "王小明" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    for place in ("activity/", "readings/", "sessions/", "details/", "2fa/", "email/", "password/change/"):
        assert client.get(f"/en/account/{place}").status_code == 200, place
    assert "You signed in." in client.get("/en/account/activity/").content.decode()

    key = client.session.session_key
    left = client.post("/en/account/logout/", token(client, "/en/account/logout/"))
    assert left["Location"] == "/en/account/signed-out/"
    assert '"storage"' in left["Clear-Site-Data"]
    assert "Close the browser" in client.get("/en/account/signed-out/").content.decode()
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get("/en/account/")["Location"].startswith(LOGIN)

    sign_in(client, "new@example.org")
    place = client.get("/en/account/leave/")["Location"]
    again = client.post(place, {"password": PASSWORD, **token(client, place), "next": "/en/account/leave/"})
    assert again["Location"] == "/en/account/leave/"
    unsure = client.post("/en/account/leave/", token(client, "/en/account/leave/"))
    assert unsure.status_code == 422
    gone = client.post("/en/account/leave/", {"sure": "on", **token(client, "/en/account/leave/")})
    assert gone["Location"] == "/en/account/left/"
    user.refresh_from_db()
    assert not user.is_active
    assert "new@example.org" not in user.email
    assert user.subject.wrapped_key is None
    assert "closed" in gateway.deliver(last_mail(), ["text"])["text"] + last_mail().title
    assert actions(user)[:3] == ["member.terms-accepted", "member.registered", "member.address-verified"]
    assert actions(user)[-1] in ("member.left", "member.signed-out")


def test_nobody_learns_whether_an_address_has_an_account(client: Client, member: User) -> None:
    new, known = Client(), Client()
    one, two = register(new, "free@example.org"), register(known, member.email)
    assert (one.status_code, one["Location"]) == (two.status_code, two["Location"])
    assert new.get("/en/account/confirm-email/").content == known.get("/en/account/confirm-email/").content
    assert "already" in last_mail().title

    wrong, unknown = (sign_in(Client(), who, "not-this-one-12") for who in (member.email, "x@example.org"))
    assert wrong.status_code == unknown.status_code == 422
    assert "is not right" in wrong.content.decode()
    assert "is not right" in unknown.content.decode()

    place = "/en/account/password/reset/"
    answers = []
    for address in (member.email, "nobody@example.org"):
        answer = client.post(place, {"email": address, **token(client, place)})
        answers.append((answer.status_code, answer["Location"]))
    assert answers[0] == answers[1]


def test_a_forgotten_password_ends_every_session(client: Client, member: User) -> None:
    client.force_login(member)
    other = Client()
    place = "/en/account/password/reset/"
    other.post(place, {"email": member.email, **token(other, place)})
    place = other.get(last_link("new password"))["Location"]
    weak = other.post(
        place, {"password1": "password1234", "password2": "password1234", **token(other, place)}
    )
    assert weak.status_code == 422
    new = "Quiet-harbour-41"
    done = other.post(place, {"password1": new, "password2": new, **token(other, place)})
    assert done.status_code == 302
    assert client.get("/en/account/").status_code == 302
    assert sign_in(Client(), member.email, new)["Location"] == "/en/account/"
    assert "member.password-reset" in actions(member)
    used = Client().get(last_link("new password"))
    assert "too old" in used.content.decode()


def test_a_shared_computer_forgets(client: Client, member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    answer = sign_in(client, member.email, shared="on")
    cookie = answer.cookies["__Host-session"]
    assert not cookie["max-age"]
    assert client.get("/en/account/").status_code == 200
    with clock.at(clock.now() + dt.timedelta(minutes=11)):
        idle = client.get("/en/account/")
    assert idle["Location"] == "/en/account/signed-out/"
    assert '"cookies"' in idle["Clear-Site-Data"]
    assert client.get("/en/account/").status_code == 302


def test_a_browser_without_cookies_is_told_why(member: User) -> None:
    blocked = Client(enforce_csrf_checks=True)
    answer = blocked.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "needs a cookie" in answer.content.decode()
    assert "cookie" in Client().get(LOGIN).content.decode()


def test_a_form_from_elsewhere_is_refused(member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    client = Client(enforce_csrf_checks=True)
    good = token(client, LOGIN)
    data = {"login": member.email, "password": PASSWORD}
    assert client.post(LOGIN, data).status_code == 403
    assert client.post(LOGIN, {**data, **good}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert client.post(LOGIN, {**data, **good}, HTTP_ORIGIN="http://testserver").status_code == 302


def test_sessions_end_one_by_one_and_together(member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    here, there, elsewhere = Client(), Client(), Client()
    for browser in (here, there, elsewhere):
        sign_in(browser, member.email)
    numbers = list(UserSession.objects.filter(user=member).order_by("pk").values_list("pk", flat=True))
    assert len(numbers) == 3
    place = "/en/account/sessions/"
    here.post(place + "end/", {"session": numbers[1], **token(here, place)})
    assert there.get("/en/account/").status_code == 302
    assert elsewhere.get("/en/account/").status_code == 200
    here.post(place + "end/", {"session": "others", **token(here, place)})
    assert elsewhere.get("/en/account/").status_code == 302
    assert here.get("/en/account/").status_code == 200
    assert here.post(place + "end/", {"session": "99999999", **token(here, place)}).status_code == 302
    here.post(place + "end/", {"session": "all", **token(here, place)})
    assert here.get("/en/account/").status_code == 302


def test_the_member_sees_who_read_and_takes_a_copy(client: Client, member: User, officer: User) -> None:
    gateway.purpose("test.reading", "to answer your letter", may=lambda *_asked: True)
    gateway.read(gateway.Reader(officer.subject_id, "london"), "test.reading", [member], ["name"])
    client.force_login(member)
    page = client.get("/en/account/readings/").content.decode()
    assert "An officer of Office in London read your information to answer your letter." in page
    copy = json.loads(client.get("/en/account/export/?format=json").content)
    assert copy["account"][0]["name"] == "Member 王小明"
    assert copy["readings"][0]["reading"].startswith("An officer of Office in London")
    assert client.get("/en/account/export/?format=html").status_code == 200
    assert client.get("/en/account/export/").status_code == 200


def test_an_address_changes_after_its_link(client: Client, member: User) -> None:
    client.force_login(member)
    client.post("/en/account/email/", {"email": "second@example.org", "action_add": "1"})
    assert User.objects.get(pk=member.pk).email == member.email
    path = last_link("Confirm")
    client.post(path)
    assert User.objects.get(pk=member.pk).email == "second@example.org"
    assert "member.address-changed" in actions(member)


def test_registration_says_what_is_wrong_and_keeps_the_rest(client: Client) -> None:
    answer = register(client, "new@example.org", terms="", password2="something-else-9")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Without accepting the terms" in page
    assert "王小明" in page
    assert not User.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("value", ["\0", "a" * 100_000, "x@y", "<script>alert(1)</script>", "😀" * 300])
def test_odd_input_never_breaks(client: Client, member: User, value: str) -> None:
    register(client, value, name=value, password1=value, password2=value)
    sign_in(client, value, value)
    place = "/en/account/password/reset/"
    assert client.post(place, {"email": value, **token(client, place)}).status_code in (422, 302)
    assert client.get(LOGIN, {"next": value}).status_code == 200
    client.force_login(member)
    for path in ("details/", "email/", "password/change/", "leave/", "terms/", "sessions/end/"):
        data = dict.fromkeys(["name", "email", "oldpassword", "password1", "session", "next"], value)
        answer = client.post(f"/en/account/{path}", {**data, "action_add": "1"})
        assert answer.status_code in (302, 422), path
    assert client.get("/en/account/activity/", {"page": value}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "confirm-email/abc:def/",
        "confirm-email/%00/",
        "password/reset/key/zz-abc/",
        "password/reset/key/1-%00/",
        "password/reset/key/zzzzzzzzzzzzzzzzzzzzzzzzz-set-password/",
        "2fa/authenticate/",
        "signed-out/",
        "inactive/",
    ],
)
def test_wrong_links_are_explained(client: Client, path: str) -> None:
    assert client.get(f"/en/account/{path}").status_code in (200, 302, 404)


def test_mails_name_no_other_service(client: Client) -> None:
    register(client, "new@example.org")
    for row in OutgoingMail.objects.all():
        text = gateway.deliver(row, ["text"])["text"] + row.title
        assert "example.com" not in text
        assert "testserver" in text


def test_the_member_sees_what_belongs_to_their_confirmed_address(
    client: Client, member: User, officer: User, london: Office
) -> None:
    letters = {}
    for name, confirmed_at in (("mine", clock.now()), ("claimed", None)):
        letters[name] = Case.objects.create(
            number=f"T-{name}",
            secret_hash=name,
            submission_hash=name,
            token_hash=name,
            kind=Kind.LETTER,
            state=State.OPEN,
            matter=Matter.choices[0][0],
            office=london,
            subject=Subject.objects.create(),
            language="en",
            name="王小明",
            email=member.email,
            email_hash=lookup_hash("email", member.email),
            words="A question",
            confirmed_at=confirmed_at,
        )
        gateway.read(
            gateway.Reader(officer.subject_id, "london"),
            "case.answer",
            [letters[name]],
            ["words"],
            reference=f"T-{name}",
        )
    client.force_login(member)
    page = client.get("/en/account/readings/").content.decode()
    assert "T-mine" in page
    assert "T-claimed" not in page
    copy = json.loads(client.get("/en/account/export/?format=json").content)
    assert [row["words"] for row in copy["cases"]] == ["A question"]


def test_a_registration_comes_with_its_mail_and_record_or_not_at_all(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: object, **options: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(adapter, "queue", fails)
    with pytest.raises(OSError, match="full"):
        register(client, "new@example.org")
    assert not User.objects.filter(email="new@example.org").exists()
    assert not LedgerRecord.objects.filter(action="member.terms-accepted").exists()
