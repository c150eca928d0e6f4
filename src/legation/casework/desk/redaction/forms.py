"""Forms about struck passages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import DeskForm, words
from legation.casework.cases.models import Case
from legation.casework.desk.redaction.models import Reason
from legation.casework.desk.redaction.texts import Struck, kinds

LETTER = "letter"


class StrikeForm(DeskForm):
    """Which text, which passage, why."""

    text_field = "words-passage"
    text_label = _("Passage to strike out, copied exactly; it is struck wherever it stands")
    rows = 2
    where = forms.ChoiceField(label=_("Of which text"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Reason)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.texts: dict[str, Struck] = {}
        named = []
        for kind in kinds():
            for row in kind.rows(case):
                name = f"{kind.column}-{row.pk}"
                self.texts[name] = row
                when = timezone.localtime(kind.at(row)).strftime("%Y-%m-%d %H:%M")
                named.append((name, f"{kind.heading(row)} · {when}"))
        letter = [(LETTER, _("The letter"))] if case.words is not None else []
        self.fields["where"].choices = [*letter, *named]  # type: ignore[attr-defined]  # a choice field

    @property
    def struck(self) -> Struck:
        """None: the letter. Only after `is_valid()`."""
        return self.texts.get(self.cleaned_data["where"])


class WhyForm(forms.Form):
    """A reason in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-why"] = words(_("Why is it needed?"), rows=2)
