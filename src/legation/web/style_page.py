"""Every component on one page, for those who build pages; in the demonstration only."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from legation.kernel import clock
from legation.web.charts import bar_chart
from legation.web.forms import PartedDateField


class SampleForm(forms.Form):
    """One of each kind of field."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ways = [("post", _("By post")), ("counter", _("At the counter")), ("mail", _("By e-mail"))]
        self.fields["name"] = forms.CharField(
            label=_("Full name"), help_text=_("As it stands in your passport.")
        )
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"] = forms.EmailField(label=_("E-mail address"))
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["born"] = PartedDateField(label=_("Date of birth"), help_text=_("For example 27 3 1985"))
        self.fields["way"] = forms.ChoiceField(
            label=_("How do you want to be answered?"), choices=ways, widget=forms.RadioSelect
        )
        self.fields["many"] = forms.MultipleChoiceField(
            label=_("What is it about?"), choices=ways, widget=forms.CheckboxSelectMultiple, required=False
        )
        self.fields["office"] = forms.ChoiceField(label=_("Office"), choices=ways)
        self.fields["words"] = forms.CharField(
            label=_("Your letter"), widget=forms.Textarea(attrs={"rows": 5}), required=False
        )
        self.fields["paper"] = forms.FileField(
            label=_("A document"), help_text=_("PDF or photograph, at most 20 MB."), required=False
        )
        self.fields["agreed"] = forms.BooleanField(label=_("I have read the policy"))


@require_safe
def components(request: HttpRequest, code: str = "en") -> HttpResponse:
    """`code` is the language; `?errors` shows the form with its errors."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(code):
        request.LANGUAGE_CODE = code  # read by the context processors
        form = (
            SampleForm({"email": "x", "born_day": "31", "born_month": "2"})
            if "errors" in request.GET
            else SampleForm()
        )
        return render(request, "web/components.html", {"form": form, **_samples(clock.now())})


def _samples(now: dt.datetime) -> dict[str, object]:
    offices = [
        _("Taipei Representative Office in the U.K."),
        _("Taipei Economic and Cultural Office in Houston"),
        _("Office in Riyadh"),
    ]
    return {
        "translations": [(code, name, f"/demo/components/{code}/") for code, name in settings.LANGUAGES],
        "rows": [
            {"key": _("Full name"), "value": "陳美玲", "url": "#main"},
            {"key": _("Telephone"), "value": "+44 20 7881 2650", "ltr": True, "url": "#main"},
            {"key": _("Office"), "value": offices[0]},
        ],
        "tasks": [
            {"title": _("Check whether you can apply"), "url": "#main", "status": _("Done"), "kind": "ok"},
            {
                "title": _("Your details"),
                "url": "#main",
                "hint": _("About three minutes"),
                "status": pgettext("task", "Started"),
                "kind": "active",
            },
            {"title": _("Send"), "status": _("Cannot start yet")},
        ],
        "head": [
            pgettext("weekday", "Day"),
            pgettext("office hours", "Opens"),
            pgettext("office hours", "Closes"),
        ],
        "hours": [[_("Monday"), "09:30", "12:30"], [_("Tuesday"), "09:30", "17:00"]],
        "page_obj": Paginator(range(500), 20).page(4),
        "events": [
            {"time": now - dt.timedelta(days=9), "title": _("We received your letter")},
            {
                "time": now - dt.timedelta(days=8),
                "title": _("An officer is reading it"),
                "text": _("Consular section"),
            },
            {
                "when": _("Within ten working days"),
                "title": _("Answer awaited from the office"),
                "awaited": True,
            },
        ],
        "steps": [
            _("Read what you need."),
            _("Fill in the form."),
            {"title": _("Collect your passport"), "text": _("Bring your receipt.")},
        ],
        "chart": bar_chart(
            "letters",
            _("Letters answered within the time limit"),
            offices,
            [("2025", [312, 128, 41]), ("2026", [402, 96, None])],
        ),
        "states": ["none"] * 8 + ["proven"] * 40 + ["failed"] * 2 + ["unproven"] * 5 + ["proven"] * 35,
        "crumbs": [(_("Offices"), "#main"), (_("Europe"), "#main"), (offices[0], "")],
        "now": now,
    }
