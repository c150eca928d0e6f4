"""A small site: joint home, index, one office with its lists, in English and Traditional Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Page

from legation.kernel.classification import Classification
from legation.offices.models import Office
from legation.publishing import demonstration
from legation.publishing.models import HomePage, NewsIndexPage, NewsPage
from tests.publishing.loaded import Loaded, load

LOADED: list[Loaded] = []


@dataclass
class Joint:
    """The pages by kind; `news(…)` makes one more below London."""

    client: Client

    def home(self, language: str = "en") -> HomePage:
        found: HomePage = HomePage.objects.get(locale__language_code=language)
        return found

    def news(self, title: str, text: str = "", language: str = "en", **fields: Any) -> NewsPage:
        parent = NewsIndexPage.objects.get(locale__language_code=language, office__slug="london")
        fields = {"classification": Classification.PUBLIC, **fields}
        slug = fields.pop("slug", f"news-{NewsPage.objects.count()}")
        page = NewsPage(title=title, slug=slug, body=[("text", f"<p>{text}</p>")], **fields)
        parent.add_child(instance=page)
        return page


@pytest.fixture
def joint(london: Office, client: Client, monkeypatch: pytest.MonkeyPatch) -> Joint:
    whole = demonstration.texts

    def few(name: str) -> dict[str, Any]:
        found = dict(whole(name))
        if name == "plan":
            found["libraries"] = {"at": ["london"]}
            found["news"] = {"london": {"consular-day-edinburgh": 3}}
        else:
            found["services"] = {slug: found["services"][slug] for slug in ("passport-renewal", "visa")}
        return found

    monkeypatch.setattr(demonstration, "texts", few)
    kept = next((loaded for loaded in LOADED if loaded.fits()), None)
    if kept:
        kept.again()
    elif new := load(demonstration.load):
        LOADED.append(new)
    assert Page.objects.filter(depth=2).count() == len(settings.LANGUAGES)
    return Joint(client)
