"""The member's own page: details, preferences, pages, offices, consents, terms, copy, leaving."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import uuid
from dataclasses import replace

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from legation.accounts import whence
from legation.accounts.members import (
    details,
    export,
    following,
    preferences,
    remaining,
    saved,
    tasks,
    terms,
)
from legation.accounts.members.details import Details
from legation.accounts.members.following import AlertText, LiveAlert
from legation.accounts.members.models import (
    AlertNotice,
    Confirmation,
    DetailChange,
    FollowedOffice,
    KeptPreferences,
    MemberDetail,
    SavedPage,
)
from legation.accounts.members.saved import PublicPage
from legation.accounts.models import User
from legation.kernel import clock
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.web.preferences import Preferences
from tests.accounts.journeys import PASSWORD, last_mail, sign_in
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
ACCOUNT = "/en/account/"
PAGE = PublicPage("/en/offices/london/", "Office in London", "en")


@pytest.fixture(autouse=True)
def _no_earlier_attempts() -> None:
    cache.clear()


@pytest.fixture
def home(client: Client, member: User) -> Client:
    """The member's browser, signed in."""
    client.force_login(member)
    return client


@pytest.fixture
def _one_public_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "_finders", [lambda address: PAGE if address == PAGE.address else None])


def text_of(client: Client, place: str) -> str:
    answer = client.get(ACCOUNT + place)
    assert answer.status_code == 200, place
    return answer.content.decode()


def actions(user: User) -> list[str]:
    rows = LedgerRecord.objects.filter(mentions__subject_id=user.subject_id).order_by("id")
    return list(rows.values_list("action", flat=True))


# ---------- Details ----------


def test_details_are_asked_with_reasons_and_corrected_with_history(home: Client, member: User) -> None:
    asked = text_of(home, "details/")
    assert "So that an office can reach you in an emergency." in asked
    assert "So that we know which office is yours" in asked
    first = {"name": "Member 王小明", "phone": "+886 2 2348 2999", "country": "TW"}
    assert home.post(f"{ACCOUNT}details/", first).status_code == 302
    second = {"name": "王大明", "phone": "+44 20 7946 0000", "country": ""}
    home.post(f"{ACCOUNT}details/", second)
    member.refresh_from_db()
    assert details.of(member) == Details("王大明", "+44 20 7946 0000", "")
    page = text_of(home, "details/")
    assert "Member 王小明" in page
    assert "+886 2 2348 2999" in page
    assert "Taiwan" in page.partition("What it was before")[2]
    assert {"member.name-corrected", "member.phone-corrected", "member.country-corrected"} <= set(
        actions(member)
    )


def test_what_is_sealed_is_not_readable_in_the_database(home: Client, member: User) -> None:
    details.correct(member, Details("Member", "+886 2 2348 2999", "TW"))
    row = MemberDetail.objects.get(user=member, kind="phone")
    assert b"2348" not in bytes(row.value.ciphertext)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"phone": "call me"}, {"phone": "+1"}, {"country": "ZZ"}, {"name": "a" * 201}]
)
def test_a_wrong_detail_is_explained_and_nothing_typed_is_lost(
    home: Client, member: User, wrong: dict[str, str]
) -> None:
    given = {"name": "Kept 名", "phone": "+44 20 7946 0000", "country": "GB", **wrong}
    answer = home.post(f"{ACCOUNT}details/", given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    for value in given.values():
        assert value in page or value == "ZZ"
    assert not MemberDetail.objects.exists()


def test_digits_of_any_script_are_understood(home: Client, member: User) -> None:
    home.post(f"{ACCOUNT}details/", {"name": "M", "phone": "＋٤٤ ２０ ٧٩٤٦ ٠٠٠٠"})
    assert details.of(member).phone == "+44 20 7946 0000"


def test_details_not_looked_at_for_a_year_are_asked_about_first(home: Client, member: User) -> None:
    assert "Are your details still right?" not in text_of(home, "")
    User.objects.filter(pk=member.pk).update(date_joined=clock.now() - dt.timedelta(days=400))
    assert "Are your details still right?" in text_of(home, "")
    home.post(f"{ACCOUNT}details/", {"name": "Member 王小明"})
    assert "Are your details still right?" not in text_of(home, "")
    assert actions(member)[-1] == "member.details-confirmed"


def test_earlier_entries_go_after_a_year(member: User) -> None:
    details.correct(member, Details("Member", "+886 2 2348 2999"))
    details.correct(member, Details("Member", ""))
    tasks.forget_history()
    assert DetailChange.objects.count() == 1
    with clock.at(clock.now() + dt.timedelta(days=366)):
        tasks.forget_history()
    assert not DetailChange.objects.exists()


# ---------- Preferences ----------


def test_preferences_come_along_to_another_browser(home: Client, member: User, london: Office) -> None:
    member.set_password(PASSWORD)
    member.save()
    home.force_login(member)
    answer = home.post(
        f"{ACCOUNT}preferences/", {"language": "zh-hant", "office": "london", "text": "large", "contrast": ""}
    )
    assert answer.status_code == 302
    other = Client()
    entered = sign_in(other, member.email)
    assert entered["Location"] == "/zh-hant/account/"
    cookie = entered.cookies["legation_preferences"]
    assert cookie.value.startswith("zh-hant.london.large.:")
    assert cookie["max-age"]
    assert other.get("/")["Location"] == "/zh-hant/"
    assert 'data-text="large"' in other.get("/zh-hant/account/").content.decode()
    assert User.objects.get(pk=member.pk).language == "zh-hant"

    shared = sign_in(Client(), member.email, shared="on")
    assert not shared.cookies["legation_preferences"]["max-age"]


def test_without_preferences_a_sign_in_brings_none(member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    assert "legation_preferences" not in sign_in(Client(), member.email).cookies


def test_an_impossible_preference_is_refused(home: Client, london: Office) -> None:
    answer = home.post(f"{ACCOUNT}preferences/", {"language": "ar", "office": "london"})
    assert answer.status_code == 422
    assert not KeptPreferences.objects.exists()


# ---------- Saved pages ----------


@pytest.mark.usefixtures("_one_public_page")
def test_a_page_is_saved_by_a_press_and_never_by_a_link(home: Client, member: User) -> None:
    place = f"{ACCOUNT}saved/add/"
    asked = home.get(place, {"page": PAGE.address})
    assert asked.status_code == 200
    assert not SavedPage.objects.exists()
    for _twice in range(2):
        assert home.post(place, {"page": PAGE.address})["Location"] == f"{ACCOUNT}saved/"
    row = SavedPage.objects.get()
    assert b"london" not in bytes(row.address.ciphertext)
    assert "Office in London" in text_of(home, "saved/")
    home.post(f"{ACCOUNT}saved/", {"page": row.pk})
    assert not SavedPage.objects.exists()
    assert actions(member)[-2:] == ["member.page-saved", "member.page-removed"]


@pytest.mark.usefixtures("_one_public_page")
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/staff/",
        "javascript:alert(1)",
        "",
        "\0",
        "/en/" + "a" * 9000,
    ],
)
def test_nothing_but_a_public_page_can_be_saved(home: Client, address: str) -> None:
    for answer in (
        home.get(f"{ACCOUNT}saved/add/", {"page": address}),
        home.post(f"{ACCOUNT}saved/add/", {"page": address}),
    ):
        assert answer.status_code == 404
        assert "evil.example" not in answer.content.decode()
    assert not SavedPage.objects.exists()


def test_a_withdrawn_page_shows_nothing_of_itself(
    home: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "_finders", [lambda address: PAGE])
    saved.save(member, PAGE.address)
    monkeypatch.setattr(saved, "_finders", [lambda address: None])
    page = text_of(home, "saved/")
    assert "no longer public" in page
    assert PAGE.title not in page
    assert PAGE.address not in page.partition("<main")[2]


@pytest.mark.usefixtures("_one_public_page")
def test_nobody_removes_the_page_of_another(home: Client) -> None:
    other = make_person("other@example.org")
    saved.save(other, PAGE.address)
    for which in (SavedPage.objects.get().pk, "x", "9" * 40, ""):
        assert home.post(f"{ACCOUNT}saved/", {"page": which}).status_code == 302
    assert SavedPage.objects.count() == 1


# ---------- Followed offices ----------


def alert(*offices: str, key: uuid.UUID | None = None) -> LiveAlert:
    """An alert in force whose text is in the language asked for."""
    return LiveAlert(
        key or uuid.uuid4(),
        frozenset(offices),
        lambda language: AlertText(
            f"Storm {language}", "Warning", "Stay inside.", f"/{language}/alerts/storm/"
        ),
    )


def follow(user: User, office: Office, *, hours_ago: int = 1) -> None:
    FollowedOffice.objects.create(user=user, office=office, since=clock.now() - dt.timedelta(hours=hours_ago))


@pytest.fixture
def paris(db: None) -> Office:
    return Office.objects.create(
        slug="paris", country="FR", region="europe", time_zone="Europe/Paris", languages=["en"], phone="1",
        duty_phone="2", email="p@example.org",
    )  # fmt: skip


def test_a_follower_gets_one_mail_in_their_language_and_stops_it_by_its_link(
    home: Client, member: User, london: Office
) -> None:
    answer = home.post(f"{ACCOUNT}offices/", {"office": "london"})
    assert answer.status_code == 302
    User.objects.filter(pk=member.pk).update(language="zh-hant")
    live = alert("london")
    assert following.tell_followers([live]) == 1
    assert following.tell_followers([live]) == 0
    mail = last_mail("Storm zh-hant")
    text = deliver(mail, ["text", "recipient"])
    assert text["recipient"] == member.email
    assert "駐倫敦辦事處" in text["text"]
    assert "/zh-hant/alerts/storm/" in text["text"]

    place = re.sub(r"^https?://[^/]+", "", text["text"].strip().splitlines()[-1])
    stranger = Client()
    page = stranger.get(place)
    assert FollowedOffice.objects.exists()  # programs that check mails follow links
    assert not page.cookies
    token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
    assert token
    assert stranger.post(place, {"form_token": "forged"}).status_code == 403
    assert stranger.post(place, {"form_token": token[1]}).status_code == 200
    assert not FollowedOffice.objects.exists()
    assert following.tell_followers([alert("london")]) == 0
    assert actions(member)[-1] == "member.office-unfollowed"


def test_only_followers_from_before_are_told_and_each_once(
    member: User, london: Office, paris: Office
) -> None:
    both, late, elsewhere = (make_person(f"{name}@example.org") for name in ("both", "late", "elsewhere"))
    follow(both, london)
    follow(both, paris)
    follow(elsewhere, paris)
    follow(late, london, hours_ago=-1)
    assert following.tell_followers([alert("london", "paris")]) == 2
    assert following.tell_followers([alert()]) == 2  # for all offices: again each once
    told = {deliver(row, ["recipient"])["recipient"] for row in OutgoingMail.objects.all()}
    assert told == {both.email, elsewhere.email}


def test_a_killed_worker_goes_on_where_it_was(
    member: User, london: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [make_person(f"m{number}@example.org") for number in range(5)]
    for person in people:
        follow(person, london)
    monkeypatch.setattr(following, "BATCH", 2)
    mail, calls = following._mail, []

    def dies(user: User, slug: str, live: LiveAlert) -> None:
        calls.append(user)
        if len(calls) == 4:
            raise OSError("killed")
        mail(user, slug, live)

    monkeypatch.setattr(following, "_mail", dies)
    live = alert("london")
    with pytest.raises(OSError, match="killed"):
        following.tell_followers([live])
    monkeypatch.setattr(following, "_mail", mail)
    assert following.tell_followers([live]) == 3
    assert OutgoingMail.objects.count() == 5


def test_an_alert_that_comes_back_another_day_is_told_again(member: User, london: Office) -> None:
    follow(member, london)
    live = alert("london")
    assert following.tell_followers([live]) == 1
    following.tell_followers([])
    assert AlertNotice.objects.exists()  # a page taken off for a moment is no new alert
    with clock.at(clock.now() + dt.timedelta(days=2)):
        following.tell_followers([])
        assert following.tell_followers([live]) == 1


def test_a_closed_account_is_told_nothing(member: User, london: Office) -> None:
    follow(member, london)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert following.tell_followers([alert("london")]) == 0


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "WyIxIl0:1:2"])
def test_a_wrong_stop_link_is_explained(client: Client, token: str) -> None:
    assert client.get(f"/en/stop-alerts/{token}/").status_code == 404


def test_a_form_without_an_office_is_refused(home: Client, london: Office) -> None:
    for office in ("", "atlantis", "\0"):
        assert home.post(f"{ACCOUNT}offices/", {"office": office}).status_code == 422
        assert home.post(f"{ACCOUNT}offices/stop/", {"office": office}).status_code == 302
    assert 'value="london" selected' in text_of(home, "offices/?office=london")


# ---------- Activity: from where ----------


def test_the_member_sees_from_where_and_it_goes_with_them(client: Client, member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    client.defaults |= {
        "REMOTE_ADDR": "198.51.100.77",
        "HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0",
    }
    sign_in(client, member.email)
    page = text_of(client, "activity/")
    assert "198.51.100.0/24" in page
    assert "198.51.100.77" not in page
    assert "Firefox, Windows" in page
    row = LedgerRecord.objects.filter(action="member.signed-in").latest("id")
    assert "198.51" not in json.dumps(opened(row))
    member.subject.erase()
    assert whence.read(member.subject, opened(row)["detail"]) == ("", "")


# ---------- Consents ----------


def test_each_consent_can_be_taken_back(home: Client, member: User, london: Office) -> None:
    details.correct(member, Details("Member", "+886 2 2348 2999", "TW"))
    details.correct(member, Details("Member", "+886 2 2348 2998", "TW"))
    following.follow(member, london)
    home.post(f"{ACCOUNT}preferences/", {"text": "large"})
    page = text_of(home, "consents/")
    assert "The terms, version \u20662026-11\u2069" in page
    keys = re.findall(r'name="consent" value="([^"]+)"', page)
    assert set(keys) == {"alerts:london", "detail:phone", "detail:country", "preferences:"}
    for key in keys:
        home.post(f"{ACCOUNT}consents/", {"consent": key})
    assert not FollowedOffice.objects.exists()
    assert not MemberDetail.objects.exists()
    assert not DetailChange.objects.exists()
    assert not KeptPreferences.objects.exists()
    for odd in ("", "terms:", "alerts:paris", "detail:name", "\0", "x" * 9000):
        assert home.post(f"{ACCOUNT}consents/", {"consent": odd}).status_code == 302


# ---------- Terms ----------


def test_terms_are_bound_to_their_version_by_hash(
    client: Client, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = terms.current()
    file = client.get(f"/en/terms/{current.version}/text.toml")
    assert hashlib.sha256(file.content).hexdigest() == current.digest
    page = client.get(f"/zh-hant/terms/{current.version}/").content.decode()
    assert current.digest in page
    assert "您遵守法律" in page
    assert client.get("/en/terms/1999-01/").status_code == 404
    row = LedgerRecord.objects.get(action="member.terms-accepted", mentions__subject_id=member.subject_id)
    detail = opened(row)["detail"]
    assert isinstance(detail, dict)
    assert detail["sha256"] == current.digest
    assert terms.broken() == []
    monkeypatch.setattr(terms, "VERSIONS", [replace(current, digest="0" * 64)])
    assert terms.broken()
    assert terms.terms_are_whole(None)


def test_new_terms_are_asked_for_and_the_old_stay_readable(
    home: Client, member: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home.get(ACCOUNT).status_code == 200
    new = replace(terms.current(), version="2030-01")
    monkeypatch.setattr(terms, "VERSIONS", [new, *terms.VERSIONS])
    monkeypatch.setattr(terms.Terms, "path", terms.current().path)
    settings.LEGATION_TERMS_VERSION = "2030-01"
    asked = home.get(f"{ACCOUNT}details/")
    assert asked["Location"] == "/en/account/terms/?next=%2Fen%2Faccount%2Fdetails%2F"
    assert home.get("/en/terms/2026-11/").status_code == 200
    for way_out in ("leave/", "export/"):
        assert home.get(ACCOUNT + way_out).status_code == 200
    assert home.post(asked["Location"]).status_code == 422
    done = home.post(f"{ACCOUNT}terms/", {"terms": "on", "next": "https://evil.example/"})
    assert done["Location"] == ACCOUNT
    assert home.get(f"{ACCOUNT}details/").status_code == 200
    assert "Version \u20662026-11" in home.get("/en/terms/").content.decode()


# ---------- Copy ----------


def test_the_copy_decides_on_every_personal_table() -> None:
    undecided = export.undecided()
    assert not undecided, f"cover it by export_section(…, covers=…) or leave_out(reason, …): {undecided}"
    assert not export.COVERED & export.LEFT_OUT.keys()


@pytest.mark.usefixtures("_one_public_page")
def test_the_copy_holds_what_the_member_gave(home: Client, member: User, london: Office) -> None:
    details.correct(member, Details("Member", "+886 2 2348 2999", "TW"))
    saved.save(member, PAGE.address)
    following.follow(member, london)
    home.post(f"{ACCOUNT}preferences/", {"text": "large"})
    following.tell_followers([alert("london")])
    UserSession.objects.create(
        user=member, session_key="k", ip="198.51.100.7", user_agent="Firefox/1 Windows", data={}
    )
    copy = json.loads(home.get(f"{ACCOUNT}export/?format=json").content)
    assert copy["details"][0]["text"] == "+886 2 2348 2999"
    assert copy["saved"][0]["address"] == PAGE.address
    assert copy["followed"][0]["office"] == "Office in London"
    assert copy["preferences"][0]["text size"] == "large"
    assert copy["mails"][0]["to"] == member.email
    assert "198.51.100.7" in {row["address"] for row in copy["sessions"]}
    assert copy["terms"][0]["SHA-256 of the text"] == terms.current().digest
    readable = home.get(f"{ACCOUNT}export/?format=html").content.decode()
    assert "+886 2 2348 2999" in readable
    assert "What it does not hold" in readable


def test_a_copy_is_made_only_after_the_password(client: Client, member: User) -> None:
    member.set_password(PASSWORD)
    member.save()
    sign_in(client, member.email)
    with clock.at(clock.now() + dt.timedelta(hours=1)):
        session = client.session
        for entry in session.get("account_authentication_methods", []):
            entry["at"] -= 3600
        session.save()
    for what in ("", "?format=json", "?format=html"):
        answer = client.get(f"{ACCOUNT}export/{what}")
        assert answer.status_code == 302, what
        assert "reauthenticate" in answer["Location"]


# ---------- Leaving ----------


def test_leaving_says_what_is_kept_why_and_until_when(home: Client, member: User) -> None:
    page = text_of(home, "leave/")
    kept = {str(row.purpose): row.term for row in remaining.kept()}
    assert kept["Carries our messages to you, and shows that they were sent."] == "30 days"
    assert kept["To handle your case and answer you"] == "5 years"
    for purpose, term in kept.items():
        assert purpose in page
        assert term in page


def test_leaving_takes_everything_of_the_own_page(
    home: Client, member: User, london: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved, "_finders", [lambda address: PAGE])
    details.correct(member, Details("Member", "+886 2 2348 2999", "TW"))
    saved.save(member, PAGE.address)
    following.follow(member, london)
    home.post(f"{ACCOUNT}preferences/", {"text": "large"})
    assert home.post(f"{ACCOUNT}leave/", {"sure": "on"})["Location"] == f"{ACCOUNT}left/"
    for model in (MemberDetail, DetailChange, SavedPage, FollowedOffice, KeptPreferences, Confirmation):
        assert not model._default_manager.exists(), model


# ---------- Every page ----------


@pytest.mark.parametrize("value", ["\0", "a" * 100_000, "<script>alert(1)</script>", "😀" * 300, "' OR 1=1"])
def test_odd_input_never_breaks_the_own_page(home: Client, london: Office, value: str) -> None:
    for place in (
        "details/",
        "preferences/",
        "offices/",
        "offices/stop/",
        "saved/",
        "saved/add/",
        "consents/",
    ):
        data = dict.fromkeys(
            ["name", "phone", "country", "language", "office", "text", "page", "consent", "act"], value
        )
        answer = home.post(f"{ACCOUNT}{place}", data)
        assert answer.status_code in (302, 404, 422), place
        assert "<script>alert" not in answer.content.decode()
    assert home.get(f"{ACCOUNT}offices/", {"office": value}).status_code == 200


def test_strangers_are_led_to_the_sign_in_page(client: Client) -> None:
    for place in ("details/", "preferences/", "offices/", "saved/", "saved/add/?page=/en/", "consents/"):
        assert client.get(ACCOUNT + place)["Location"].startswith("/en/account/login/?next=")


def test_preferences_hold_only_what_the_site_has(member: User) -> None:
    preferences.keep(member, Preferences("xx", "london", "huge", "more"))
    assert preferences.of(member) == Preferences("", "london", "", "more")


def test_the_old_address_of_the_name_leads_to_the_details(client: Client) -> None:
    assert client.get(f"{ACCOUNT}name/")["Location"] == f"{ACCOUNT}details/"
