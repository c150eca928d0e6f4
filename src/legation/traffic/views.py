"""The staff page of totals: no address is shown anywhere."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from legation.accounts.models import Role
from legation.accounts.staff.permissions import require_role
from legation.traffic import queries
from legation.web.charts import bar_chart

PERIODS = (7, 30, 90)


@require_GET
@never_cache
@require_role(Role.SECURITY_OFFICER, Role.ADMINISTRATOR)
def totals(request: HttpRequest) -> HttpResponse:
    """Totals of 7, 30 or 90 days (`?days=`, 7 unless told)."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked in {str(period) for period in PERIODS} else PERIODS[0]
    found = queries.totals(settings.LEGATION_DATA, days)
    labels = [date_format(day.day, "SHORT_DATE_FORMAT") for day in found.days]
    chart = bar_chart(
        "traffic-days",
        _("Page views and addresses a day"),
        labels,
        [
            (_("Page views"), [day.views for day in found.days]),
            (_("Addresses"), [day.addresses for day in found.days]),
        ],
    )
    context = {
        "days": days,
        "periods": PERIODS,
        "found": found,
        "chart": chart if found.days else None,
        "day_head": [
            _("Day"),
            pgettext("of the server", "Answers"),
            _("Page views"),
            _("Bytes"),
            _("Addresses"),
        ],
        "day_rows": [
            [
                date_format(day.day, "DATE_FORMAT"),
                *_figures((day.answers, day.views, day.size, day.addresses)),
            ]
            for day in reversed(found.days)
        ],
        "tables": [
            (
                _("Answers by status"),
                [_("Status"), pgettext("of the server", "Answers")],
                _pairs(found.statuses),
            ),
            (_("Page views by office"), [_("Office"), _("Page views")], _pairs(found.offices)),
            (_("Page views by language"), [_("Language"), _("Page views")], _pairs(found.languages)),
            (_("Most read pages"), [_("Page"), _("Page views")], _pairs(found.pages)),
        ],
    }
    return render(request, "traffic/totals.html", context)


def _figures(numbers: Iterable[int]) -> list[str]:
    return [number_format(number, use_l10n=True) for number in numbers]


def _pairs(rows: list[tuple[str, int]]) -> list[list[str]]:
    return [[what, number_format(count, use_l10n=True)] for what, count in rows]
