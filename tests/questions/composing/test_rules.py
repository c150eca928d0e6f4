"""Who may do what with forms, and what two people at once do to each other."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from legation.accounts.models import Role, User
from legation.casework.applications import demonstration as applications
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.gateway import deliver
from legation.questions.composing import demonstration, services
from legation.questions.composing.checking import problems_of
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.questions.composing.permissions import second_persons
from legation.questions.models import Draft, FormDefinition
from legation.questions.services import drafts
from legation.questions.services.forms import in_force, publish
from tests.conftest import make_staff
from tests.questions.composing.editor import fields, revision, save, send, source_of
from tests.questions.forms import small_form

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DRAFT = "/staff/forms/small/draft/"
PAGES = [
    "",
    "form/",
    "steps/person/",
    "questions/full-name/",
    "questions/may/ending/no/",
    "step/loss/condition/",
]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft(editor: User, london: Office) -> FormDraft:
    return services.create("small", small_form(), editor, office=london, use="")


@pytest.fixture
def duty(db: None) -> Office:
    return Office.objects.create(
        slug="ministry",
        country="TW",
        region="asia-pacific",
        time_zone="Asia/Taipei",
        languages=["en"],
        is_duty_desk=True,
    )


@pytest.mark.parametrize("page", PAGES)
def test_another_office_sees_nothing_of_a_form(draft: FormDraft, page: str) -> None:
    paris = Office.objects.create(slug="paris", country="FR", region="europe", time_zone="Europe/Paris")
    stranger = signed_in(make_staff("paris@example.org", Role.EDITOR, paris))
    assert stranger.get(f"{DRAFT}{page}").status_code == 404
    assert stranger.post(f"{DRAFT}{page}", {"mode": "always"}).status_code in (404, 405)
    assert "small" not in stranger.get("/staff/forms/").content.decode()
    assert stranger.post("/staff/forms/small/withdraw/", {"words-reason": "x"}).status_code == 404
    assert stranger.get("/staff/forms/small/draft/preview/en/person/").status_code == 404


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.TRANSLATOR, Role.SECURITY_OFFICER])
def test_other_roles_are_refused(role: Role, london: Office) -> None:
    assert signed_in(make_staff("other@example.org", role, london)).get("/staff/forms/").status_code == 403


def test_nobody_publishes_what_they_had_a_hand_in(draft: FormDraft, publisher: User, editor: User) -> None:
    services.change(draft.form, publisher, lambda source: {**source, "intro": {"en": "a", "zh-hant": "b"}})
    services.submit(draft.form, editor, revision=2)
    for hand in (publisher, editor):
        with pytest.raises(NotPermitted):
            services.publish(draft.form, hand, revision=2)
    other = make_staff("other@example.org", Role.PUBLISHER, draft.form.office)
    assert services.publish(draft.form, other, revision=2).in_force


def test_the_duty_desk_is_the_second_person_of_an_office_of_one(
    draft: FormDraft, duty: Office, editor: User
) -> None:
    helper = make_staff("duty@example.org", Role.PUBLISHER, duty)
    desk = signed_in(helper)
    assert desk.get("/staff/forms/small/").status_code == 404
    services.submit(draft.form, editor, revision=1)
    assert "waits for you" in desk.get("/staff/forms/").content.decode()
    assert desk.get(DRAFT).status_code == 404
    assert desk.get(f"{DRAFT}preview/en/person/").status_code == 200
    send(desk, "/staff/forms/small/publish/", {"revision": "1"})
    assert in_force("small")


def test_the_duty_desk_helps_after_a_day_of_waiting(
    draft: FormDraft, duty: Office, editor: User, publisher: User
) -> None:
    helper = make_staff("duty@example.org", Role.PUBLISHER, duty)
    services.submit(draft.form, editor, revision=1)
    draft.refresh_from_db()
    assert second_persons(draft) == {publisher.pk}
    draft.submitted_at = clock.now() - dt.timedelta(hours=25)
    assert second_persons(draft) == {publisher.pk, helper.pk}


def test_a_ministry_form_is_not_for_offices(editor: User, publisher: User, duty: Office) -> None:
    publish("passport", small_form())
    assert signed_in(editor).get("/staff/forms/passport/").status_code == 404
    with pytest.raises(NotPermitted):
        services.begin("passport", editor)
    with pytest.raises(NotPermitted):
        services.withdraw("passport", publisher, "no reason")
    central = make_staff("central@example.org", Role.EDITOR, duty)
    assert services.begin("passport", central).source == small_form()


def test_what_changed_after_it_was_looked_at_is_not_published(
    draft: FormDraft, editor: User, publisher: User
) -> None:
    services.submit(draft.form, editor, revision=1)
    services.change(draft.form, editor, lambda source: {**source, "retention": 30})
    with pytest.raises(Conflict):
        services.publish(draft.form, publisher, revision=1)
    with pytest.raises(Conflict):  # it has to be submitted anew
        services.publish(draft.form, publisher, revision=2)
    assert in_force("small") is None


def test_nothing_unfinished_is_submitted(draft: FormDraft, editor: User) -> None:
    client = signed_in(editor)
    save(client, f"{DRAFT}steps/person/", {"words-title-zh-hant": ""})
    page = client.get(DRAFT).content.decode()
    assert "Missing in <bdi>繁體中文</bdi>: 1" in page
    assert f'href="{DRAFT}steps/person/"' in page
    answer = client.post("/staff/forms/small/submit/", {"revision": revision("small")}, follow=True)
    assert "the check names it" in answer.content.decode()
    assert FormDraft.objects.get().submitted_at is None


def test_two_editors_of_the_same_part_lose_nothing(draft: FormDraft, editor: User, publisher: User) -> None:
    one, other = signed_in(editor), signed_in(publisher)
    path = f"{DRAFT}questions/full-name/"
    opened = fields(one.get(path).content.decode())
    save(other, path, {"words-label-en": "Name as in the passport"})
    mine = {**opened, "words-label-en": "All your names", "words-hint-en": "Also <b>earlier</b> ones"}
    answer = send(one, path, mine, 409)
    page = answer.content.decode()
    assert "This was changed meanwhile." in page
    assert "All your names" in page
    assert "Name as in the passport" in page
    assert "Also &lt;b&gt;earlier" in page
    source: Any = source_of("small")
    assert source["steps"][0]["questions"][0]["label"]["en"] == "Name as in the passport"
    send(one, path, fields(page))
    source = source_of("small")
    assert source["steps"][0]["questions"][0]["label"]["en"] == "All your names"


def test_two_editors_of_different_parts_do_not_hinder_each_other(
    draft: FormDraft, editor: User, publisher: User
) -> None:
    one, other = signed_in(editor), signed_in(publisher)
    opened = fields(one.get(f"{DRAFT}questions/full-name/").content.decode())
    save(other, f"{DRAFT}steps/person/", {"words-title-en": "About you"})
    send(one, f"{DRAFT}questions/full-name/", {**opened, "words-label-en": "All your names"})
    source: Any = source_of("small")
    assert source["steps"][0]["title"]["en"] == "About you"
    assert source["steps"][0]["questions"][0]["label"]["en"] == "All your names"


def test_what_was_typed_survives_the_removal_of_its_part(
    draft: FormDraft, editor: User, publisher: User
) -> None:
    one = signed_in(editor)
    path = f"{DRAFT}questions/full-name/"
    opened = fields(one.get(path).content.decode())
    act = {"act": "remove:question:full-name", "revision": "1"}
    send(signed_in(publisher), f"{DRAFT}act/", act)
    page = send(one, path, {**opened, "words-label-en": "All your names"}, 409).content.decode()
    assert "removed meanwhile" in page
    assert "All your names" in page


def test_moving_on_an_old_page_is_refused_and_undoing_brings_back(draft: FormDraft, editor: User) -> None:
    client = signed_in(editor)
    send(client, f"{DRAFT}act/", {"act": "remove:step:loss", "revision": "1"})
    send(client, f"{DRAFT}act/", {"act": "up:step:photo", "revision": "1"})
    source: Any = source_of("small")
    assert [step["id"] for step in source["steps"]] == ["person", "photo"]
    assert "changed meanwhile" in client.get(DRAFT).content.decode()
    send(client, f"{DRAFT}act/", {"act": "undo", "revision": "2"})
    assert source_of("small") == small_form()


def test_a_removed_question_leaves_a_named_mistake_in_the_condition(draft: FormDraft, editor: User) -> None:
    client = signed_in(editor)
    send(client, f"{DRAFT}act/", {"act": "remove:question:lost", "revision": "1"})
    page = client.get(DRAFT).content.decode()
    assert "The condition looks at lost, which does not stand before it." in page
    assert f"{DRAFT}step/loss/condition/" in page


def test_a_question_goes_over_to_the_next_step(draft: FormDraft, editor: User) -> None:
    send(signed_in(editor), f"{DRAFT}act/", {"act": "down:question:lost", "revision": "1"})
    source: Any = source_of("small")
    assert [question["id"] for question in source["steps"][1]["questions"]] == ["lost", "day", "story"]


def test_giving_back_tells_the_author_why(draft: FormDraft, editor: User, publisher: User) -> None:
    services.submit(draft.form, editor, revision=1)
    desk = signed_in(publisher)
    send(desk, "/staff/forms/small/return/", {"revision": "1", "words-reason": ""}, 422)
    send(desk, "/staff/forms/small/return/", {"revision": "1", "words-reason": "Too long <b>"})
    assert "Too long &lt;b&gt;" in signed_in(editor).get(DRAFT).content.decode()
    mail = OutgoingMail.objects.order_by("-pk")[0]
    assert "Too long <b>" in deliver(mail, ["text"])["text"]
    assert mail.subject_id == editor.subject_id


def test_a_new_version_leaves_begun_drafts_on_the_old_one(
    draft: FormDraft, editor: User, publisher: User
) -> None:
    services.submit(draft.form, editor, revision=1)
    first = services.publish(draft.form, publisher, revision=1)
    _draft, secret = drafts.begin(first, purpose="small", office="london", language="en", answers={})
    services.begin("small", editor)
    services.change(draft.form, editor, lambda source: {**source, "retention": 30})
    services.submit(draft.form, editor, revision=2)
    second = services.publish(draft.form, publisher, revision=2)
    assert (second.version, in_force("small")) == (2, second)
    stored = drafts.find(secret, purpose="small")
    assert stored
    assert stored.form == first
    page = signed_in(editor).get("/staff/forms/small/").content.decode()
    assert page.count("replaced") == 1


def test_the_second_person_may_carry_begun_drafts_over(
    draft: FormDraft, editor: User, publisher: User
) -> None:
    services.submit(draft.form, editor, revision=1)
    desk, page = signed_in(publisher), "/staff/forms/small/"
    assert 'name="carries"' not in desk.get(page).content.decode()
    first = services.publish(draft.form, publisher, revision=1)
    _draft, secret = drafts.begin(first, purpose="small", office="london", language="en", answers={})
    services.begin("small", editor)
    services.change(draft.form, editor, lambda source: {**source, "retention": 30})
    services.submit(draft.form, editor, revision=2)
    assert 'name="carries"' in desk.get(page).content.decode()
    send(desk, f"{page}publish/", {"revision": "2", "carries": "on"})
    stored = drafts.find(secret, purpose="small")
    assert stored
    assert stored.form == in_force("small") != first


def test_withdrawing_needs_a_publisher_and_a_reason(draft: FormDraft, editor: User, publisher: User) -> None:
    services.submit(draft.form, editor, revision=1)
    services.publish(draft.form, publisher, revision=1)
    with pytest.raises(NotPermitted):
        services.withdraw("small", editor, "wrong")
    desk = signed_in(publisher)
    send(desk, "/staff/forms/small/withdraw/", {"words-reason": " "}, 422)
    assert in_force("small")
    send(desk, "/staff/forms/small/withdraw/", {"words-reason": "The law changed"})
    assert in_force("small") is None
    assert "The law changed" in desk.get("/staff/forms/small/").content.decode()


def test_the_preview_shows_every_page_in_each_language_and_stores_nothing(
    draft: FormDraft, editor: User
) -> None:
    client = signed_in(editor)
    services.change(draft.form, editor, _without_a_title)
    before = (FormDraft.objects.get().revision, Draft.objects.count())
    for language in ("en", "zh-hant"):
        first = client.get(f"{DRAFT}preview/{language}/").headers["Location"]
        page = client.get(first).content.decode()
        assert f'<html lang="{"zh-Hant" if language != "en" else "en"}"' in page
        links = set(re.findall(rf'href="({DRAFT}preview/{language}/[^"]+)"', page))
        assert len(links) == 7
        for link in links:
            assert client.get(link).status_code == 200
    with translation.override("zh-hant"):
        lacking = gettext("[This text is missing]")
    assert lacking in client.get(f"{DRAFT}preview/zh-hant/person/").content.decode()
    wrong = client.post(f"{DRAFT}preview/en/person/", {"email": "nobody"})
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.content.decode()
    right = {"full-name": "A", "email": "a@example.org", "lost": "no"}
    assert client.post(f"{DRAFT}preview/en/person/", right).headers["Location"] == f"{DRAFT}preview/en/loss/"
    ended = client.post(f"{DRAFT}preview/en/ask-may/", {"may": "no"})
    assert "Do this instead" in client.get(ended.headers["Location"]).content.decode()
    assert (FormDraft.objects.get().revision, Draft.objects.count()) == before
    assert client.get(f"{DRAFT}preview/ja/person/").status_code == 404


def test_the_preview_shows_the_list_of_a_repeating_step_and_one_entry(draft: FormDraft, editor: User) -> None:
    client = signed_in(editor)
    repeat = {"repeats": "on", "words-entry-en": "Loss", "words-add-en": "Another loss"}
    save(client, f"{DRAFT}steps/loss/", repeat)
    page = client.get(f"{DRAFT}preview/en/loss/").content.decode()
    assert "Another loss" in page
    assert "Asked when “\u2068Lost?\u2069” is \u2068Yes\u2069" in page
    added = client.post(f"{DRAFT}preview/en/loss/", {"next": "add"}).headers["Location"]
    assert "Loss 1" in client.get(added).content.decode()
    assert client.get(f"{DRAFT}preview/en/check/").status_code == 200
    assert client.post(added, {"language": "zh-hant"}).headers["Location"] == added.replace(
        "/en/", "/zh-hant/"
    )


def _without_a_title(source: Any) -> Any:
    source["steps"][0]["title"].pop("zh-hant")
    return source


def test_comparing_names_each_change(draft: FormDraft, editor: User, publisher: User) -> None:
    services.submit(draft.form, editor, revision=1)
    services.publish(draft.form, publisher, revision=1)
    services.begin("small", editor)
    client = signed_in(editor)
    save(client, f"{DRAFT}questions/full-name/", {"words-label-en": "All your names"})
    send(client, f"{DRAFT}act/", {"act": "remove:step:photo", "revision": "2"})
    page = client.get(f"{DRAFT}compare/").content.decode()
    assert "<del>Name</del>" in page
    assert "<ins>All your names</ins>" in page
    assert "Step “\u2068Photo\u2069”" in page
    assert page.count("removed") == 2


def test_hostile_posts_are_answered_with_a_sentence(draft: FormDraft, editor: User) -> None:
    client = signed_in(editor)
    for hostile in ("\x00", "x" * 5000, "🦊\u202e"):
        path = f"{DRAFT}questions/full-name/"
        data = {"words-label-en": hostile, "words-opened": hostile, "most": hostile, "revision": hostile}
        assert client.post(path, data).status_code in (302, 409, 422)
        assert client.post(f"{DRAFT}act/", {"act": hostile, "revision": hostile}).status_code in (302, 404)
        assert client.post("/staff/forms/small/begin/", {"version": hostile}).status_code == 302
        new = {"words-title": hostile, "slug": hostile, "office": hostile, "use": hostile}
        assert client.post("/staff/forms/new/", new).status_code == 422
    assert ComposedForm.objects.count() == 1
    assert FormDefinition.objects.count() == 0


def test_what_editors_published_outlasts_the_next_start_of_the_demonstration(
    draft: FormDraft, editor: User, publisher: User
) -> None:
    services.submit(draft.form, editor, revision=1)
    services.publish(draft.form, publisher, revision=1)
    shipped = {**small_form(), "retention": 5}
    assert services.ship("small", shipped).source == small_form()
    services.withdraw("small", publisher, "Not now")
    services.ship("small", shipped)
    assert in_force("small") is None
    assert services.ship("other", shipped).in_force


def test_the_demonstrations_own_forms_can_be_changed(administrator: User, london: Office) -> None:
    applications.load()
    demonstration.load()
    client = signed_in(administrator)
    for slug in applications.SERVICES:
        send(client, f"/staff/forms/{slug}/begin/", {})
        draft = FormDraft.objects.get(form__slug=slug)
        assert not problems_of(draft.source, draft.form)
        version = FormDefinition.objects.get(slug=slug)
        export = client.get(f"/staff/forms/{slug}/versions/1/export/")
        assert json.loads(export.content) == version.source
        send(
            client,
            f"/staff/forms/{slug}/draft/import/",
            {"words-source": export.content.decode(), "revision": "1"},
        )
        draft.refresh_from_db()
        assert draft.source == version.source
        for question in version.definition:
            path = f"/staff/forms/{slug}/draft/questions/{question.id}/"
            save(client, path, {})
        draft.refresh_from_db()
        assert draft.source == version.source


def test_the_demonstration_shows_a_draft_with_something_missing(editor: User) -> None:
    demonstration.load()
    demonstration.load()
    draft = FormDraft.objects.get(form__slug="school-visit")
    assert [problem.language for problem in problems_of(draft.source, draft.form)] == ["zh-hant", "zh-hant"]
