"""The texts of a draft for a translator: the original beside their own language, which alone they write."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from legation.accounts.models import User
from legation.questions.composing.checking import text_name
from legation.questions.composing.models import FormDraft, Source
from legation.questions.composing.permissions import languages_for
from legation.questions.composing.places import Loose, at, name_of, tokens, words_of
from legation.questions.composing.texts_form import direction
from legation.questions.reading_texts import LONGEST_TEXT, texts_in
from legation.web.templatetags.web import bcp47


@dataclass(frozen=True)
class ToDo:
    """A draft that the person can translate, and how many of its texts lack their language."""

    draft: FormDraft
    language: str
    title: str
    lacking: int


@dataclass(frozen=True)
class Line:
    """One text: of which part and which of its texts, the original, and the field for the translation."""

    part: str
    name: str
    original: str
    field: forms.BoundField


def to_do(user: User) -> list[ToDo]:
    """The drafts in whose languages the person translates, those with most to do first."""
    found = []
    for draft in FormDraft.objects.select_related("form__office"):
        for language in sorted(languages_for(user, draft.form.office) & set(_languages(draft.source))):
            lacking = sum(not written(texts, language) for _place, texts in texts_in(draft.source))
            found.append(
                ToDo(draft, language, words_of(draft.source.get("title")) or draft.form.slug, lacking)
            )
    return sorted(found, key=lambda one: (-one.lacking, one.draft.form.slug, one.language))


def written(texts: object, language: str) -> str:
    """The text in this language; empty where it is not written."""
    return str(texts.get(language, "")).strip() if isinstance(texts, dict) else ""


class TranslationForm(forms.Form):
    """A field for each text of the form, under a name that stays its own when parts are moved."""

    use_required_attribute = False

    def __init__(self, source: Source, language: str, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.source, self.language = source, language
        self.keys: dict[str, str] = {}
        for place, texts in texts_in(source):
            name = f"words-{_key(source, place)}"
            self.keys[name] = place
            rows = 1 if len(words_of(texts)) < 80 else 4
            attributes = {"lang": bcp47(language), "dir": direction(language), "rows": rows}
            self.fields[name] = forms.CharField(
                label=f"{name_of(source, place)}: {text_name(place)}",
                required=False,
                max_length=LONGEST_TEXT,
                initial=written(texts, language),
                widget=forms.Textarea(attributes),
            )

    def lines(self) -> Iterator[Line]:
        """Every text; the original is in the first other language in which it is written."""
        for name, place in self.keys.items():
            texts = at(self.source, tokens(place))
            others = {code: words for code, words in dict(texts or {}).items() if code != self.language}
            yield Line(name_of(self.source, place), text_name(place), words_of(others), self[name])

    def edit(self, source: Source) -> Source:
        """The source with what was written in this language, and nothing else changed."""
        return _with(source, self.language, {name: self.cleaned_data[name] for name in self.keys})


def _with(source: Source, language: str, given: Mapping[str, str]) -> Source:
    found = copy.deepcopy(source)
    for place, texts in list(texts_in(found)):
        name = f"words-{_key(found, place)}"
        if not isinstance(texts, dict) or name not in given:
            continue
        words = given[name].replace("\r\n", "\n")
        if words:
            texts[language] = words
        else:
            texts.pop(language, None)
    return found


def _key(source: Loose, place: str) -> str:
    """The place with the short names of parts in the place of their numbers."""
    path, names = tokens(place), []
    for end, token in enumerate(path, start=1):
        found = at(source, path[:end]) if isinstance(token, int) else None
        own = (found.get("id") or found.get("value")) if isinstance(found, dict) else None
        names.append(str(token if own is None else own))
    return ".".join(names)


def _languages(source: Source) -> list[str]:
    found = source.get("languages")
    return [str(code) for code in found] if isinstance(found, list) else []
