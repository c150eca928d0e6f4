"""The figures of the mailbox for everybody: the last twelve months, without small numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from legation.casework.cases.models import Ground, Kind, Matter, Rating
from legation.casework.statistics.asking import USUAL, span
from legation.casework.statistics.hiding import hidden, share, total
from legation.casework.statistics.models import Measure
from legation.casework.statistics.queries import Scope, Sums, months, sums
from legation.casework.statistics.showing import HALF, MOST, length, month_name, office_names
from legation.web.charts import Chart, bar_chart, written

KINDS = (Kind.LETTER, Kind.POLICY)


@dataclass(frozen=True)
class PublicFigures:
    """`tables` are title, head and rows; None in a number that is too small to be told."""

    received: int | None
    answered: int | None
    in_time: int | None
    reopened: int | None
    charts: list[Chart]
    tables: list[tuple[str, list[str], list[list[str]]]]


def public_figures() -> PublicFigures:
    """Of letters and questions about the policy, of all offices."""
    scope = Scope(*span(USUAL), None, KINDS)
    rows = scope.rows()
    whole, by_month = sums(rows, "").get(None, Sums()), sums(rows, "month")
    by_class, by_office = sums(rows, "matter"), office_names(sums(rows, "office_id"))
    in_months = [(month_name(month), by_month.get(month, Sums())) for month in months(scope)]
    charts = [_chart("by-month", _("Received and answered, by month"), in_months)] if whole.received else []
    if whole.of(Measure.RATED):
        charts += [_values("ratings", _("Did our answer help?"), whole, Measure.RATED, Rating.choices)]
    if whole.of(Measure.GROUND):
        charts += [
            _values("grounds", _("Why letters were not taken up"), whole, Measure.GROUND, Ground.choices)
        ]
    classes = [
        (str(matter.label), matter.value, by_class[matter.value]) for matter in Matter if matter in by_class
    ]
    offices = [(name, "", one) for name, one in by_office]
    return PublicFigures(
        total([whole.received]),
        total([whole.answered]),
        share(whole.in_time, whole.answered),
        total([whole.of(Measure.REOPENED)]),
        charts,
        [_table(_("By class"), _("Class"), classes), _table(_("By office"), _("Office"), offices)]
        if whole.received
        else [],
    )


def _chart(id_: str, title: str, found: Sequence[tuple[str, Sums]]) -> Chart:
    series = [
        (_("Received"), hidden([one.received for _name, one in found])),
        (_("Answered"), hidden([one.answered for _name, one in found])),
    ]
    return bar_chart(id_, title, [name for name, _one in found], series)


def _values(
    id_: str, title: str, whole: Sums, measure: Measure, choices: Sequence[tuple[str, object]]
) -> Chart:
    counts = hidden([whole.of(measure, value) for value, _label in choices])
    return bar_chart(id_, title, [str(label) for _value, label in choices], [(_("Cases"), counts)])


def _table(
    title: str, first: str, found: Sequence[tuple[str, str, Sums]]
) -> tuple[str, list[str], list[list[str]]]:
    """Times only by class: an office's would mix what may take days with what may take hours."""
    by_class = any(matter for _name, matter, _one in found)
    received = hidden([one.received for _name, _matter, one in found])
    answered = hidden([one.answered for _name, _matter, one in found])
    head = [first, _("Received"), _("Answered"), _("In time")]
    lines = [
        [name, told(received[place]), told(answered[place]), _per_cent(share(one.in_time, one.answered))]
        for place, (name, _matter, one) in enumerate(found)
    ]
    if by_class:
        head += [_("Half within"), _("Nine of ten within")]
        for line, (_name, matter, one) in zip(lines, found, strict=True):
            line += [length(matter, one.within(HALF)), length(matter, one.within(MOST))]
    return title, head, lines


def told(count: int | None) -> str:
    """A number, or that it is too small."""
    return _("too few") if count is None else written(count)


def _per_cent(value: int | None) -> str:
    return "–" if value is None else written(value, "%")
