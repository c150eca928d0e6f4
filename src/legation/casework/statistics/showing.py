"""The figures as charts with their tables, for staff; in the active language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from legation.casework.cases.models import Ground, Matter, Outcome, Rating, State
from legation.casework.statistics.models import Measure
from legation.casework.statistics.queries import Age, Scope, Sums, backlog, in_hours, months, sums
from legation.offices.models import Office
from legation.web.charts import Chart, bar_chart, written

HALF, MOST = 0.5, 0.9


@dataclass(frozen=True)
class Figures:
    """All of a page. `table` is head and rows of the classes."""

    whole: Sums
    charts: list[Chart]
    head: list[str]
    rows: list[list[str]]

    @property
    def is_empty(self) -> bool:
        """Nothing happened in the time."""
        return not self.whole.received and not self.whole.answered


def figures(scope: Scope) -> Figures:
    """Everything counted, and what is not over now."""
    rows = scope.rows()
    whole = sums(rows, "").get(None, Sums())
    by_class = sums(rows, "matter")
    made = [
        _by_month(scope, sums(rows, "month")),
        _in_time(by_class),
        _times(by_class),
        _backlog(backlog(scope.offices, scope.kinds)),
        _by_office(sums(rows, "office_id")),
        _values("ratings", _("Did our answer help?"), whole, Measure.RATED, Rating.choices),
        _values("grounds", _("Why letters were not taken up"), whole, Measure.GROUND, Ground.choices),
        _values("decisions", _("Decisions on applications"), whole, Measure.DECIDED, DECISIONS),
        _values("otherwise", _("Ended otherwise"), whole, Measure.ENDED, OTHERWISE),
    ]
    head, lines = class_table(by_class)
    return Figures(whole, [chart for chart in made if chart is not None], head, lines)


DECISIONS = [(one.value, one.label) for one in Outcome if one != Outcome.ANSWER]
OTHERWISE = [
    (one.value, one.label) for one in (State.REJECTED, State.WITHDRAWN, State.TRANSFERRED, State.MERGED)
]


def class_table(by_class: Mapping[object, Sums]) -> tuple[list[str], list[list[str]]]:
    """One line a class that had any."""
    head = [
        _("Class"),
        _("Received"),
        _("Answered"),
        _("In time"),
        _("Late"),
        _("Half within"),
        _("Nine of ten within"),
    ]
    lines = [
        [
            str(matter.label),
            written(found.received),
            written(found.answered),
            written(found.in_time),
            written(found.late),
            length(matter, found.within(HALF)),
            length(matter, found.within(MOST)),
        ]
        for matter, found in _classes(by_class)
    ]
    return head, lines


def length(matter: str, value: int | None) -> str:
    """A working time in words."""
    if value is None:
        return "–"
    if in_hours(matter):
        return ngettext("%(count)s working hour", "%(count)s working hours", value) % {"count": value}
    return ngettext("%(count)s working day", "%(count)s working days", value) % {"count": value}


def month_name(month: object) -> str:
    """Such as July 2026."""
    return date_format(month, "YEAR_MONTH_FORMAT")  # type: ignore[arg-type]  # a day


def _classes(by_class: Mapping[object, Sums]) -> list[tuple[Matter, Sums]]:
    found = [(matter, by_class.get(matter.value, Sums())) for matter in Matter]
    return [(matter, one) for matter, one in found if one.received or one.answered]


def _by_month(scope: Scope, by_month: Mapping[object, Sums]) -> Chart | None:
    whole = [(month, by_month.get(month, Sums())) for month in months(scope)]
    # An office that began in October has no empty year before it.
    every = list(dropwhile(lambda pair: not pair[1].received and not pair[1].answered, whole)) or whole[-1:]
    series = [
        (_("Received"), [one.received for _month, one in every]),
        (_("Answered"), [one.answered for _month, one in every]),
    ]
    return bar_chart(
        "by-month", _("Received and answered, by month"), [month_name(m) for m, _one in every], series
    )


def _in_time(by_class: Mapping[object, Sums]) -> Chart | None:
    found = [(matter, one) for matter, one in _classes(by_class) if one.answered]
    if not found:
        return None
    series = [
        (_("In time"), [one.in_time for _matter, one in found]),
        (_("Late"), [one.late for _matter, one in found]),
    ]
    return bar_chart("in-time", _("Answered in time or late"), [str(m.label) for m, _one in found], series)


def _times(by_class: Mapping[object, Sums]) -> Chart | None:
    found = [(m, one) for m, one in _classes(by_class) if one.answered and not in_hours(m)]
    if not any(one.within(HALF) is not None for _matter, one in found):
        return None
    series = [
        (_("Half within"), [one.within(HALF) for _matter, one in found]),
        (_("Nine of ten within"), [one.within(MOST) for _matter, one in found]),
    ]
    title = _("Working days until the answer")
    return bar_chart("times", title, [str(m.label) for m, _one in found], series)


def _backlog(ages: list[Age]) -> Chart | None:
    if not any(age.count for age in ages):
        return None
    series = [(_("Not over"), [age.count for age in ages]), (_("of them late"), [age.late for age in ages])]
    return bar_chart("backlog", _("Not over now, by age"), [_age(age) for age in ages], series)


def _age(age: Age) -> str:
    if age.last is None:
        return _("More than %(days)s days") % {"days": age.first - 1}
    if age.first == 0:
        return _("Up to %(days)s days") % {"days": age.last - 1}
    return _("%(first)s to %(last)s days") % {"first": age.first, "last": age.last - 1}


def _by_office(by_office: Mapping[object, Sums]) -> Chart | None:
    found = [(name, one) for name, one in office_names(by_office) if one.received or one.answered]
    if len(found) < 2:
        return None
    series = [
        (_("Received"), [one.received for _name, one in found]),
        (_("Answered"), [one.answered for _name, one in found]),
        (_("Answered late"), [one.late for _name, one in found]),
    ]
    return bar_chart("by-office", _("By office"), [name for name, _one in found], series)


def office_names(by_office: Mapping[object, Sums]) -> list[tuple[str, Sums]]:
    """The sums with the offices' names, the ministry first, then by name."""
    names = {one.pk: one.text().name for one in Office.objects.prefetch_related("texts")}
    own = [(names.get(int(str(key)), ""), one) for key, one in by_office.items() if key is not None]
    first = [(_("The ministry"), by_office[None])] if None in by_office else []
    return [*first, *sorted(own, key=lambda pair: pair[0])]


def _values(
    id_: str, title: str, whole: Sums, measure: Measure, choices: Sequence[tuple[str, object]]
) -> Chart | None:
    if not whole.of(measure):
        return None
    counts = [whole.of(measure, value) for value, _label in choices]
    return bar_chart(id_, title, [str(label) for _value, label in choices], [(_("Cases"), counts)])
