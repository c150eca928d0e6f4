"""Forms about struck passages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.forms import DeskForm, words
from legation.casework.cases.models import Case, Reply
from legation.casework.desk.redaction.models import Reason
from legation.casework.desk.redaction.queries import strikable

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
        self.replies = {str(reply.pk): reply for reply in strikable(case)}
        named = [
            (key, _gettext("Answer of %s") % f"{reply.proposed_at:%Y-%m-%d}")
            for key, reply in self.replies.items()
        ]
        letter = [(LETTER, _("The letter"))] if case.words is not None else []
        self.fields["where"].choices = [*letter, *named]  # type: ignore[attr-defined]  # a choice field

    @property
    def reply(self) -> Reply | None:
        """None: the letter. Only after `is_valid()`."""
        return self.replies.get(self.cleaned_data["where"])


class WhyForm(forms.Form):
    """A reason in words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-why"] = words(_("Why is it needed?"), rows=2)
