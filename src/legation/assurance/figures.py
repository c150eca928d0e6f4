"""The public totals: visits, cases, answer times, disclosures. Numbers only; they name nobody."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.casework.cases import queries as cases
from legation.casework.cases.models import State
from legation.disclosure import queries as disclosures
from legation.disclosure.models import Ground, Processor
from legation.kernel import clock
from legation.offices.models import Office
from legation.traffic.queries import PublicTotals, public_totals
from legation.web.caching import keep
from legation.web.charts import Chart, bar_chart

DAYS = 30
SHOWN_DAYS = 14
FRESH = dt.timedelta(minutes=10)
OPEN = (State.OPEN, State.ASSIGNED, State.WAITING, State.WITH_BODY, State.PROPOSED, State.APPROVED)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The statistics page; its figures are at most ten minutes old."""
    visits = public_totals(settings.LEGATION_DATA, DAYS)
    counted = disclosures.totals()
    context = {
        "visits": visits,
        "days": DAYS,
        "by_day": _by_day(visits),
        "by_office": _by_office(visits),
        "cases": [
            [
                kind.kind.label,
                str(kind.count),
                str(sum(kind.states.get(state, 0) for state in OPEN)),
                str(kind.answered),
                "–" if kind.median_days is None else str(kind.median_days),
            ]
            for kind in cases.totals()
        ],
        "cases_head": [_("Kind"), _("Received"), _("In hand"), _("Answered"), _("Median days to the answer")],
        "disclosures": [[ground.label, str(counted[ground.value])] for ground in Ground],
        "disclosures_head": [_("Ground"), _("Disclosures")],
        "processors": Processor.objects.filter(until=None)
        | Processor.objects.filter(until__gte=clock.today()),
    }
    response = render(request, "assurance/statistics.html", context)
    keep(response, ["statistics"], until=clock.now() + FRESH)
    return response


def _by_day(visits: PublicTotals) -> Chart | None:
    latest = visits.by_day[-SHOWN_DAYS:]
    if not latest:
        return None
    labels = [date_format(day, "SHORT_DATE_FORMAT") for day, _views in latest]
    views = [views for _day, views in latest]
    return bar_chart("visits-by-day", _("Pages read, by day"), labels, [(_("Pages read"), views)])


def _by_office(visits: PublicTotals) -> Chart | None:
    if not visits.by_office:
        return None
    names = {office.slug: office.text().name for office in Office.objects.prefetch_related("texts")}
    labels = [names.get(slug, slug) for slug, _views in visits.by_office]
    views = [views for _slug, views in visits.by_office]
    return bar_chart("visits-by-office", _("Pages read, by office"), labels, [(_("Pages read"), views)])
