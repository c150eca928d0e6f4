"""Translators of forms write in their language alone, and only where they translate."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.test import Client

from legation.accounts.models import Role, User
from legation.ledger.models import LedgerRecord
from legation.offices.models import Office
from legation.questions.composing import services
from legation.questions.composing.models import FormDraft
from legation.questions.reading_texts import texts_in
from tests.accessibility import assert_valid_html
from tests.conftest import make_staff
from tests.questions.forms import family_form

pytestmark = pytest.mark.django_db
LIST = "/staff/forms-to-translate/"


@pytest.fixture
def draft(editor: User, london: Office) -> FormDraft:
    """A draft of London of which one text lacks its Chinese."""
    source = family_form()
    del source["steps"][1]["questions"][0]["label"]["zh-hant"]
    return services.create("family-visit", source, editor, office=london, use="")


def names_in(page: str) -> list[str]:
    return [part.split('"', 1)[0] for part in page.split('name="')[1:] if part.startswith("words-")]


def posted(draft: FormDraft, **texts: str) -> dict[str, Any]:
    """What the page sends: every text as it is, but for those given."""
    from legation.questions.composing.translating import TranslationForm

    form = TranslationForm(draft.source, "zh-hant")
    first = {name: field.initial for name, field in form.fields.items()}
    return {"revision": str(draft.revision), **first, **texts}


NAME = "words-steps.children.questions.child-name.label"


def test_a_translator_writes_their_language_and_nothing_else(
    client: Client, translator: User, draft: FormDraft
) -> None:
    client.force_login(translator)
    listed = client.get(LIST).content.decode()
    assert_valid_html(listed)
    assert "1 text is missing" in listed
    path = f"{LIST}family-visit/zh-hant/"
    page = client.get(path).content.decode()
    assert_valid_html(page)
    assert "Name of the child" in page
    assert NAME in names_in(page)
    before = copy.deepcopy(draft.source)
    sent = posted(draft, **{NAME: "孩子的姓名"})
    sent["words-title-en"] = "Hacked"
    assert client.post(path, sent).status_code == 302
    draft.refresh_from_db()
    steps: Any = before["steps"]
    steps[1]["questions"][0]["label"]["zh-hant"] = "孩子的姓名"
    assert draft.source == before
    assert draft.hands.filter(person=translator).exists(), "who translated it does not publish it"
    assert LedgerRecord.objects.filter(action="form.draft-translated").count() == 1


def test_only_in_the_languages_that_they_translate(
    client: Client, translator: User, draft: FormDraft
) -> None:
    client.force_login(translator)
    assert client.get(f"{LIST}family-visit/en/").status_code == 404
    assert client.post(f"{LIST}family-visit/en/", posted(draft)).status_code == 404
    assert client.get("/staff/forms/").status_code == 403
    assert client.post("/staff/forms/family-visit/draft/act/", {"act": "undo:"}).status_code == 403
    assert client.post("/staff/forms/family-visit/discard/", {"revision": "1"}).status_code == 403


def test_a_translator_of_another_office_finds_nothing(client: Client, draft: FormDraft) -> None:
    tokyo = Office.objects.create(
        slug="tokyo", country="JP", region="asia", time_zone="Asia/Tokyo", languages=["ja", "zh-hant"]
    )
    client.force_login(make_staff("other@example.org", Role.TRANSLATOR, tokyo, language="zh-hant"))
    assert "family-visit" not in client.get(LIST).content.decode()
    assert client.post(f"{LIST}family-visit/zh-hant/", posted(draft)).status_code == 404


def test_what_was_changed_meanwhile_is_said_and_nothing_typed_is_lost(
    client: Client, translator: User, editor: User, draft: FormDraft
) -> None:
    client.force_login(translator)
    old = posted(draft, **{NAME: "孩子的姓名"})

    def turned(source: Any) -> Any:
        source["steps"][1]["questions"].reverse()
        return source

    services.change(draft.form, editor, turned)
    path = f"{LIST}family-visit/zh-hant/"
    answer = client.post(path, old)
    assert answer.status_code == 409
    assert "孩子的姓名" in answer.content.decode()
    draft.refresh_from_db()
    assert client.post(path, {**old, "revision": str(draft.revision)}).status_code == 302
    draft.refresh_from_db()
    found = dict(texts_in(draft.source))
    at = next(
        place for place, texts in found.items() if isinstance(texts, dict) and "孩子的姓名" in texts.values()
    )
    assert at == "steps[1].questions[4].label", "at the question that it belongs to, wherever that stands now"


def test_a_text_too_long_is_said_at_its_field(client: Client, translator: User, draft: FormDraft) -> None:
    client.force_login(translator)
    page = client.post(f"{LIST}family-visit/zh-hant/", posted(draft, **{NAME: "長" * 5000}))
    assert page.status_code == 422
    assert_valid_html(page.content.decode())
    draft.refresh_from_db()
    assert draft.revision == 1
