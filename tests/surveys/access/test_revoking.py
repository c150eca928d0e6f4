"""Letters that were lost are revoked as a stack: unused links are refused, used ones count, nobody is looked at."""

from __future__ import annotations

import html
import re

import pytest
from django.apps import apps
from django.test import Client

from legation.accounts.models import Role, User
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.surveys import services as surveys
from legation.surveys.access.models import InvitationList
from legation.surveys.access.services import letters
from legation.surveys.models import Survey
from tests.conftest import make_staff
from tests.surveys.planned import small

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PAGE = "/{}/surveys/small/with/{}/"
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def survey(london: Office) -> Survey:
    return small(london, access="tokens")


@pytest.fixture
def stack(survey: Survey, editor: User) -> InvitationList:
    return letters.make_letters(survey, 3, editor, title="Ball")


@pytest.fixture
def desk(publisher: User) -> Client:
    client = Client()
    client.force_login(publisher)
    return client


def path(stack: InvitationList) -> str:
    return f"/staff/surveys/small/people/{stack.pk}/"


def typed(page: str, **more: str) -> dict[str, str]:
    return {**{name: html.unescape(value) for name, value in FIELD.findall(page)}, **more}


def test_a_publisher_revokes_with_a_reason_after_a_page_that_asks(
    desk: Client, stack: InvitationList, publisher: User
) -> None:
    assert f"{path(stack)}revoke/" in desk.get(path(stack)).content.decode()
    asked = desk.get(f"{path(stack)}revoke/")
    assert "This is for good." in asked.content.decode()
    stack.refresh_from_db()
    assert stack.state == "ready"
    assert desk.post(f"{path(stack)}revoke/", {"words-reason": " "}).status_code == 422
    assert not LedgerRecord.objects.filter(action="survey.list-revoked").exists()
    assert desk.post(f"{path(stack)}revoke/", {"words-reason": "A box was lost."}).status_code == 302
    stack.refresh_from_db()
    assert (stack.state, stack.revoked_by) == ("revoked", publisher)
    assert LedgerRecord.objects.filter(action="survey.list-revoked").count() == 1
    shown = desk.get(path(stack)).content.decode()
    assert "Revoked by" in shown
    assert "revoke/" not in shown
    again = desk.post(f"{path(stack)}revoke/", {"words-reason": "Again."}, follow=True)
    assert "revoked already" in again.content.decode()


def test_unused_links_are_refused_used_ones_and_other_stacks_are_not(
    client: Client, survey: Survey, stack: InvitationList, editor: User, publisher: User
) -> None:
    used, unused, _third = letters.fetch_letters(stack, editor)
    other = letters.fetch_letters(letters.make_letters(survey, 2, editor, title="Later"), editor)[0]
    assert surveys.take(survey, {"mark": 4}, used) is surveys.Outcome.TAKEN
    assert client.get(PAGE.format("en", unused)).status_code == 200
    letters.revoke_letters(stack, publisher, "Lost.")
    refused = client.get(PAGE.format("en", unused))
    assert refused.status_code == 410
    assert "This link is not valid any more" in refused.content.decode()
    assert client.get(PAGE.format("zh-hant", unused)).status_code == 410
    spent = client.get(PAGE.format("en", used))
    assert spent.status_code == 409
    assert "They count, once." in spent.content.decode()
    assert client.get(PAGE.format("en", other)).status_code == 200
    assert surveys.count(survey) == 1


def test_whoever_was_answering_is_told_and_sees_what_they_wrote(
    client: Client, survey: Survey, stack: InvitationList, editor: User, publisher: User
) -> None:
    token = letters.fetch_letters(stack, editor)[0]
    page = client.get(PAGE.format("en", token)).content.decode()
    checked = client.post("/en/surveys/small/", typed(page, mark="4", next="check"))
    filled = typed(checked.content.decode(), next="send")
    letters.revoke_letters(stack, publisher, "Lost.")
    refused = client.post("/en/surveys/small/", filled)
    assert refused.status_code == 410
    assert "Mark" in refused.content.decode()
    assert surveys.count(survey) == 0


def test_answers_put_aside_do_not_come_back_as_votes(
    client: Client, survey: Survey, stack: InvitationList, editor: User, publisher: User
) -> None:
    Survey.objects.update(resumable=True)
    token = letters.fetch_letters(stack, editor)[0]
    page = client.get(PAGE.format("en", token)).content.decode()
    aside = client.post("/en/surveys/small/", typed(page, mark="4", next="later")).content.decode()
    found = re.search(r"/en/surveys/small/later/[^/\"<\s]+/", aside)
    assert found
    assert client.get(found[0]).status_code == 200
    letters.revoke_letters(stack, publisher, "Lost.")
    refused = client.get(found[0])
    assert refused.status_code == 410
    assert "not valid any more" in refused.content.decode()


def test_links_that_nobody_fetched_cannot_be_fetched_any_more(
    client: Client, stack: InvitationList, editor: User, publisher: User
) -> None:
    letters.revoke_letters(stack, publisher, "A mistake.")
    with pytest.raises(Conflict):
        letters.fetch_letters(stack, editor)
    client.force_login(editor)
    assert client.post(f"{path(stack)}links/", {"as": "table"}).status_code == 302


def test_only_publishers_of_the_office_revoke_and_only_letters(
    survey: Survey, stack: InvitationList, editor: User, publisher: User
) -> None:
    paris = Office.objects.create(slug="paris", country="FR", region="europe", time_zone="Europe/Paris")
    for person in (editor, make_staff("paris@example.org", Role.PUBLISHER, paris)):
        with pytest.raises(NotPermitted):
            letters.revoke_letters(stack, person, "No.")
        other = Client()
        other.force_login(person)
        assert other.get(f"{path(stack)}revoke/").status_code == 404
        assert other.post(f"{path(stack)}revoke/", {"words-reason": "No."}).status_code == 404
    mails = InvitationList.objects.create(survey=survey, title="Mails", made_by=editor, state="sent")
    with pytest.raises(Conflict):
        letters.revoke_letters(mails, publisher, "No.")
    surveys.close(survey)
    survey.refresh_from_db()
    with pytest.raises(Conflict):
        letters.revoke_letters(stack, publisher, "Too late.")
    stack.refresh_from_db()
    assert stack.state == "ready"


def test_revoking_writes_down_no_letter_and_nobody_who_answered(
    survey: Survey, stack: InvitationList, editor: User, publisher: User
) -> None:
    used = letters.fetch_letters(stack, editor)[0]
    surveys.take(survey, {"mark": 4}, used)
    before = _counts()
    letters.revoke_letters(stack, publisher, "Lost.")
    more = {name: count - before[name] for name, count in _counts().items() if count != before[name]}
    assert set(more) <= {"ledger.LedgerRecord", "ledger.LedgerMention"}, more
    assert more["ledger.LedgerRecord"] == 1


def _counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }
