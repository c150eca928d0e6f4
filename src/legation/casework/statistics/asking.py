"""Which time and which office the figures are of."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role_for, offices_of
from legation.casework.cases.models import Kind
from legation.casework.cases.permissions import HANDLERS
from legation.casework.statistics.queries import Scope
from legation.kernel import clock

PERIODS = [
    ("3", _("The last 3 months")),
    ("12", _("The last 12 months")),
    ("this-year", _("This year")),
    ("last-year", _("Last year")),
    ("36", _("The last 3 years")),
]
EVERYWHERE, MINISTRY = "", "ministry"
USUAL = "12"


class ScopeForm(forms.Form):
    """Every field has its usual value, so that the page shows something at once."""

    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    office = forms.ChoiceField(label=_("Office"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Any")), *Kind.choices], required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = offices_of(user, *HANDLERS)
        self.offices = {one.slug: one.pk for one in own if not one.is_duty_desk}
        ministry = any(one.is_duty_desk for one in own) or has_role_for(user, *HANDLERS, office=None)
        self.places = frozenset([*self.offices.values(), *([None] if ministry else [])])
        named = [(one.slug, one.text().name) for one in own if not one.is_duty_desk]
        choices = [
            ("", _("All that are yours")),
            *([(MINISTRY, _("The ministry"))] if ministry else []),
            *named,
        ]
        self.fields["office"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def scope(self) -> Scope:
        """Only after `is_valid()`."""
        chosen, kind = self.cleaned_data["office"], self.cleaned_data["kind"]
        places = self.places
        if chosen:
            places = frozenset([None if chosen == MINISTRY else self.offices[chosen]])
        since, until = span(self.cleaned_data["period"] or USUAL)
        return Scope(since, until, places, (Kind(kind),) if kind else ())


def span(period: str) -> tuple[dt.date, dt.date]:
    """First and last month."""
    now = clock.today().replace(day=1)
    if period == "this-year":
        return now.replace(month=1), now
    if period == "last-year":
        return dt.date(now.year - 1, 1, 1), dt.date(now.year - 1, 12, 1)
    count = now.year * 12 + now.month - int(period)
    return dt.date(count // 12, count % 12 + 1, 1), now
