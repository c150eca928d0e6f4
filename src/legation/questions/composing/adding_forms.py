"""The short pages on which a step or a question is added, or gets another kind."""

from __future__ import annotations

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.questions.composing.editing import BEGINS_WITH, fresh_name, names
from legation.questions.composing.forms import KINDS, name_field
from legation.questions.composing.places import Loose
from legation.questions.composing.texts_form import TextsForm
from legation.questions.kinds import Kind


class Adding(TextsForm):
    """A new part: its words in every language, and its short name."""

    def __init__(self, languages: list[str], source: Loose, data: Any = None) -> None:
        self.taken = set(names(source))
        self.source = source
        super().__init__(languages, {}, data)

    def named(self, words: str, fallback: str) -> str:
        """The short name that was written, or one made from the words."""
        return str(self.cleaned_data["name"]) or fresh_name(self.source, words, fallback)


class NewStep(Adding):
    """A new step."""

    def build(self) -> None:
        self.add_texts("title", _("Title"), {}, hint=_("What this page is about, in a few words."))
        self.fields["name"] = name_field(self.taken)

    @property
    def name(self) -> str:
        """Its short name."""
        return self.named(self.texts("title").get("en", ""), "step")


class NewQuestion(Adding):
    """A new question; an eligibility question is always a choice."""

    def __init__(self, languages: list[str], source: Loose, data: Any = None, *, eligibility: bool) -> None:
        self.eligibility = eligibility
        super().__init__(languages, source, data)

    def build(self) -> None:
        self.add_texts("label", _("Question"), {}, rows=2)
        if not self.eligibility:
            self.fields["kind"] = forms.ChoiceField(
                label=_("Kind of answer"),
                choices=list(KINDS.items()),
                widget=forms.RadioSelect,
                initial=Kind.TEXT,
            )
        self.fields["name"] = name_field(self.taken)

    def question(self) -> Loose:
        """The question as it is to be kept."""
        kind = Kind.CHOICE if self.eligibility else Kind(self.cleaned_data["kind"])
        label = self.texts("label")
        name = self.named(label.get("en", ""), "question")
        return {"id": name, "kind": str(kind), "label": label, **copy.deepcopy(BEGINS_WITH.get(kind, {}))}


class KindForm(forms.Form):
    """Another kind of answer."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(KINDS.items()))
