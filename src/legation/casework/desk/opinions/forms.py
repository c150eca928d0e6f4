"""The question to an expert, and the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.forms import DeskForm, words
from legation.casework.desk.finding.colleagues import colleagues
from legation.offices.models import Office


class AskForm(DeskForm):
    """Of whom, and what. `whom` is `office:` or `person:` with a key."""

    text_field = "words-opinion"
    text_label = _("Question to the expert")
    rows = 4
    whom = forms.ChoiceField(label=_("Of whom"), choices=())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "id_opinion_%s")
        super().__init__(*args, **kwargs)
        people: dict[str, User | Office] = {
            f"person:{one.pk}": one for one in colleagues(user) if one != user
        }
        offices: dict[str, User | Office] = {
            f"office:{one.slug}": one
            for one in Office.objects.prefetch_related("texts").filter(texts__isnull=False).distinct()
        }
        self.known = people | offices
        self.fields["whom"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("Choose")),
            (
                _("Colleagues"),
                [(key, one.get_full_name()) for key, one in people.items() if isinstance(one, User)],
            ),
            (
                _("Offices"),
                [(key, one.text().name) for key, one in offices.items() if isinstance(one, Office)],
            ),
        ]

    @property
    def chosen(self) -> User | Office:
        """Only after `is_valid()`."""
        return self.known[self.cleaned_data["whom"]]


class GiveForm(forms.Form):
    """The opinion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words-opinion"] = words(_("Your opinion, for colleagues only"), rows=10)
