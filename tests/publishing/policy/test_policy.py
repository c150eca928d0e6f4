"""A revision is written by one, published by another, live at once, and its history stays readable."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from legation.accounts.models import User
from legation.edge.bulletin import bulletin_file
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.mail.models import OutgoingMail
from legation.promises import PROMISES
from legation.publishing.policy import demonstration, queries, services
from legation.publishing.policy.document import Document, check, parse
from legation.publishing.policy.models import PolicyVersion

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

SOURCES = demonstration.read_folder(demonstration.TEXTS)


def revised() -> dict[str, str]:
    return {
        **SOURCES,
        "en": SOURCES["en"].replace("deleted after 90 days", "deleted after 60 days"),
        "zh-hant": SOURCES["zh-hant"].replace("90 天後刪除", "60 天後刪除"),
    }


def test_every_language_keeps_every_promise() -> None:
    documents = {language: parse(source) for language, source in SOURCES.items()}
    check(documents, ["en", "zh-hant", "ja", "es", "ar"])
    assert all(sorted(document.promises) == sorted(PROMISES) for document in documents.values())


@pytest.mark.parametrize("change", [("[tls] ", ""), ("[tls]", "[unheard.of]"), ("# Privacy", "Privacy")])
def test_an_incomplete_text_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(LegationError):
        services.draft({**SOURCES, "en": SOURCES["en"].replace(*change)}, None)


def test_nobody_publishes_what_they_wrote(privacy_officer: User, administrator: User) -> None:
    number = services.draft(SOURCES, privacy_officer).number
    with pytest.raises(NotPermitted):
        services.publish(number, privacy_officer)
    assert services.publish(number, administrator).published_at is not None
    with pytest.raises(Conflict):
        services.publish(number, administrator)


def test_a_revision_is_announced_to_every_worker_within_a_second(
    administrator: User, django_capture_on_commit_callbacks: object
) -> None:
    before = (
        bulletin_file(settings.LEGATION_DATA).stat().st_size
        if bulletin_file(settings.LEGATION_DATA).exists()
        else 0
    )
    number = services.draft(SOURCES, None).number
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        services.publish(number, administrator)
    version = PolicyVersion.objects.get(number=number)
    assert version.announced_at is not None
    assert version.published_at is not None
    assert version.announced_at - version.published_at < dt.timedelta(seconds=1)
    assert b'"policy"' in bulletin_file(settings.LEGATION_DATA).read_bytes()[before:]


def test_a_publisher_who_was_killed_is_made_up_for(administrator: User) -> None:
    number = services.publish(
        services.draft(SOURCES, None).number, administrator
    ).number  # never commits here
    assert services.announce_missed() == 0
    with clock.at(clock.now() + dt.timedelta(minutes=1)):
        assert services.announce_missed() == 1
        assert services.announce_missed() == 0
    assert PolicyVersion.objects.get(number=number).announced_at is not None


def test_readers_see_the_version_in_force_the_history_and_the_differences(client: Client) -> None:
    for sources in (SOURCES, revised()):
        services.publish(services.draft(sources, None).number, None)
    assert "60 days" in client.get("/en/policy/").content.decode()
    assert "90 days" in client.get("/en/policy/history/1/").content.decode()
    changed = client.get("/zh-hant/policy/history/2/differences/").content.decode()
    assert "<del>90 </del>" in changed
    assert "<ins>60 </ins>" in changed
    feed = client.get("/policy/feed.atom")
    assert feed.status_code == 200
    assert b"/ar/policy/history/2/" in feed.content
    assert client.get("/en/policy/history/1/differences/").status_code == 404
    assert client.get("/en/policy/history/9/").status_code == 404


def test_members_are_told_of_a_revision_but_not_of_the_first_version(member: User) -> None:
    for sources in (SOURCES, revised()):
        services.publish(services.draft(sources, None).number, None)
    services.tell_members.call(1)
    assert not OutgoingMail.objects.filter(subject=member.subject).exists()
    services.tell_members.call(2)
    assert OutgoingMail.objects.filter(subject=member.subject).count() == 1


def test_the_desk_drafts_and_publishes_with_two_people(
    client: Client, privacy_officer: User, administrator: User, member: User
) -> None:
    client.force_login(member)
    assert client.get("/staff/policy/").status_code in (302, 403)
    client.force_login(privacy_officer)
    fields = {f"words-{code}": text for code, text in SOURCES.items()}
    wrong = client.post("/staff/policy/revise/", {**fields, "words-ar": "ليس سياسة"})
    assert wrong.status_code == 422
    assert "ليس سياسة" in wrong.content.decode()
    assert client.post("/staff/policy/revise/", fields).status_code == 302
    client.post("/staff/policy/1/publish/")
    assert PolicyVersion.objects.in_force() is None
    client.force_login(administrator)
    client.post("/staff/policy/1/publish/")
    assert PolicyVersion.objects.in_force() is not None


def test_differences_of_equal_texts_are_none() -> None:
    document: Document = parse(SOURCES["en"])
    assert all(piece.kind == "same" for row in queries.differences(document, document) for piece in row)
