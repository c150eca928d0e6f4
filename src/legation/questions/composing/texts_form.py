"""Fields for texts in all languages of a form, side by side, each in its own direction and script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import get_language_info

from legation.questions.composing.places import Loose
from legation.questions.reading_texts import LONGEST_TEXT
from legation.web.templatetags.web import bcp47

Words = str | Promise
NATIVE = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Group:
    """One text; `fields` hold it in each language."""

    key: str
    legend: Words
    hint: Words = ""
    fields: list[BoundField] = field(default_factory=list)


class TextsForm(forms.Form):
    """A form of plain fields and of texts by language. The firewall leaves what begins with `words-` to us."""

    use_required_attribute = False

    def __init__(self, languages: Sequence[str], value: Loose, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.languages = list(languages)
        self.value = value
        self._groups: dict[str, Group] = {}
        self.build()

    def build(self) -> None:
        """Add the fields; overridden."""

    def add_texts(self, key: str, legend: Words, found: object, *, hint: Words = "", rows: int = 1) -> None:
        """Fields for one text; `key` may hold dots and dashes."""
        texts = found if isinstance(found, dict) else {}
        self._groups[key] = Group(key, legend, hint)
        for code in self.languages:
            attributes = {"lang": bcp47(code), "dir": direction(code)}
            widget = forms.Textarea({"rows": rows, **attributes}) if rows > 1 else forms.TextInput(attributes)
            self.fields[f"words-{key}-{code}"] = forms.CharField(
                label=NATIVE.get(code, code),
                required=False,
                max_length=LONGEST_TEXT,
                widget=widget,
                initial=texts.get(code, ""),
            )

    def groups(self, *prefixes: str) -> Iterator[Group]:
        """The texts with their bound fields; those whose key begins with one of the prefixes, or all."""
        for key, group in self._groups.items():
            if not prefixes or key.startswith(prefixes):
                bound = [self[f"words-{key}-{code}"] for code in self.languages]
                yield Group(key, group.legend, group.hint, bound)

    def plain(self) -> list[BoundField]:
        """The fields that are no texts."""
        return [bound for bound in self if not bound.name.startswith("words-")]

    def texts(self, key: str) -> dict[str, str]:
        """What was written, in the languages in which something was."""
        found = {}
        for code in self.languages:
            words = str(self.cleaned_data.get(f"words-{key}-{code}") or "").replace("\r\n", "\n")
            if words:
                found[code] = words
        return found

    def optional_texts(self, *keys: str) -> dict[str, dict[str, str]]:
        """Those of the texts of which anything was written."""
        return {key: texts for key in keys if (texts := self.texts(key))}

    def help(self) -> dict[str, dict[str, dict[str, str]]]:
        """What stands folded up, under its key; nothing where nothing was written."""
        title, text = self.texts("help-title"), self.texts("help-text")
        return {"help": {"title": title, "text": text}} if title or text else {}


def number_field(label: Any, value: object, least: int, most: int) -> forms.IntegerField:
    """A whole number that may be left out."""
    return forms.IntegerField(
        label=label,
        required=False,
        initial=value,
        min_value=least,
        max_value=most,
        widget=forms.TextInput({"inputmode": "numeric", "dir": "ltr", "size": 8}),
    )


def direction(code: str) -> str:
    """Which way the language is written."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "auto"
