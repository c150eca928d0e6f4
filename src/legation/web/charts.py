"""Charts made by the server: plain SVG with its words in it, readable without colour, script or style.

Widths are percentages and text keeps its size, so that one drawing serves telephones and print.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.formats import number_format

LINE = 26
BAR = 18
GAP = 20
INDENT = 10  # pixels between the axis and the words
SUPPRESSED = 4  # per cent: says that there is something, not how much
MOST_SERIES = 3
LINE_UNITS = 40  # narrow signs that fit beside each other on a telephone
ROW = 28  # of a histogram, whose bars stand on each other
MOST_AXIS = 34  # per cent: where its bars begin at the latest, on a telephone too
VALUE = 14  # per cent left for the figure at the end of the longest bar
BESIDE = 8


@dataclass(frozen=True)
class Line:
    """A line of text at its place."""

    x: str
    y: int
    anchor: str
    text: str
    kind: str = ""
    shift: int = 0


@dataclass(frozen=True)
class Bar:
    """One bar; `x` and `width` in per cent."""

    x: str
    y: int
    width: str
    height: int
    kind: str


@dataclass
class Chart:
    """What the template `web/components/bar_chart.html` draws."""

    id: str
    title: str
    description: str
    head: list[str]
    rows: list[list[str]]
    numeric: list[int]
    origin: str
    lines: list[Line] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    height: int = 0


def bar_chart(
    id_: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    *,
    description: str = "",
    unit: str = "",
    unknown: str = "–",
) -> Chart:
    """Horizontal, zero-based bars with direct labels. `series` holds (name, one value a label);
    None is a figure that is not shown because the group is too small: `unknown` stands for it.

    Raises ValueError for more than three series, for a series of another length or a negative value.
    """
    if not 0 < len(series) <= MOST_SERIES or any(len(values) != len(labels) for _name, values in series):
        raise ValueError("a chart has one to three series, each with a value for every label")
    known = [value for _name, values in series for value in values if value is not None]
    if any(value < 0 for value in known):
        raise ValueError("bars start at zero")
    chart = Chart(
        id=id_,
        title=title,
        description=description or _describe(labels, series, unit, unknown),
        head=["", *(name for name, _values in series)],
        rows=[
            [label, *(written(values[place], unit, unknown) for _name, values in series)]
            for place, label in enumerate(labels)
        ],
        numeric=list(range(1, len(series) + 1)),
        origin="100%" if translation.get_language_bidi() else "0%",
    )
    words = [[written(value, unit, unknown) for value in values] for _name, values in series]
    _draw(chart, labels, series, max(known, default=0) or 1, words)
    return chart


def histogram(
    id_: str,
    title: str,
    labels: Sequence[str],
    name: str,
    counts: Sequence[int | None],
    *,
    short: Sequence[str] = (),
    ends: tuple[str, str] = ("", ""),
    apart: int = 0,
    unknown: str = "–",
) -> Chart:
    """How often each mark, or class of a number, was given: bars that touch, in their order. The last
    `apart` are no classes (such as no answer) and stand by themselves. In the drawing stand the `short`
    labels, and what the `ends` mean."""
    chart = bar_chart(id_, title, labels, [(name, counts)], unknown=unknown)
    chart.lines.clear()
    chart.bars.clear()
    mirrored, shown = translation.get_language_bidi(), short or labels
    axis = min(MOST_AXIS, 4 + 3 * max(_units(label) for label in shown))
    chart.origin = f"{100 - axis if mirrored else axis}%"
    largest = max((count for count in counts if count is not None), default=0) or 1
    beside = -BESIDE if mirrored else BESIDE
    classes, y = len(labels) - apart, 0
    for place, (label, count) in enumerate(zip(shown, counts, strict=True)):
        end = ends[0] if place == 0 else ends[1] if place == classes else ""
        if end:
            chart.lines.append(Line(chart.origin, y + ROW - 9, "start", end, "series", beside))
            y += ROW
        if apart and place == classes:
            y += GAP // 2
        share = None if count is None else count / largest
        _draw_class(chart, y, label, share, axis)
        text = written(count, unknown=unknown)
        chart.lines.append(Line(_end(chart.bars[-1], mirrored), y + ROW - 9, "start", text, "value", beside))
        y += ROW
    if ends[1] and not apart:
        chart.lines.append(Line(chart.origin, y + ROW - 9, "start", ends[1], "series", beside))
        y += ROW
    chart.height = max(y, LINE)
    return chart


def _draw_class(chart: Chart, y: int, label: str, share: float | None, axis: int) -> None:
    mirrored = translation.get_language_bidi()
    wide = SUPPRESSED if share is None else round((100 - axis - VALUE) * share, 2)
    x = 100 - axis - wide if mirrored else axis
    kind = "suppressed" if share is None else "bar-1"
    before = BESIDE if mirrored else -BESIDE
    chart.lines.append(Line(chart.origin, y + ROW - 9, "end", label, shift=before))
    chart.bars.append(Bar(f"{x:g}%", y + 1, f"{wide:g}%", ROW - 2, kind))


def _end(bar: Bar, mirrored: bool) -> str:
    """Where a bar ends, in per cent."""
    x, width = float(bar.x.rstrip("%")), float(bar.width.rstrip("%"))
    return f"{x if mirrored else x + width:g}%"


def written(value: float | None, unit: str = "", unknown: str = "–") -> str:
    """A figure in the page's language; `<5`-like words for what is not shown are the caller's."""
    if value is None:
        return unknown
    places = None if float(value).is_integer() else 1
    text = number_format(int(value) if places is None else value, decimal_pos=places, use_l10n=True)
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def _draw(
    chart: Chart,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    largest: float,
    words: Sequence[Sequence[str]],
) -> None:
    mirrored = translation.get_language_bidi()
    start, end = ("100%", "0%") if mirrored else ("0%", "100%")
    shift = -INDENT if mirrored else INDENT
    y = 0
    for place, label in enumerate(labels):
        lines = _wrapped(label)
        for text in lines:
            y += LINE
            chart.lines.append(Line(start, y - 7, "start", text, shift=shift))
        for number, (name, values) in enumerate(series, start=1):
            value = values[place]
            if len(series) > 1:
                y += LINE
                chart.lines.append(Line(start, y - 7, "start", name, "series", shift))
            chart.lines.append(Line(end, y - 7, "end", words[number - 1][place], "value"))
            width = SUPPRESSED if value is None else round(100 * value / largest, 2)
            kind = "suppressed" if value is None else f"bar-{number}"
            if width:
                chart.bars.append(Bar(f"{100 - width if mirrored else 0:g}%", y, f"{width:g}%", BAR, kind))
            y += BAR + 4
        y += GAP
    chart.height = max(y - GAP, LINE)


def _describe(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    unit: str,
    unknown: str,
) -> str:
    parts = []
    for place, label in enumerate(labels):
        figures = ", ".join(
            f"{name} {written(values[place], unit, unknown)}"
            if len(series) > 1
            else written(values[place], unit, unknown)
            for name, values in series
        )
        parts.append(f"{label}: {figures}")
    return "; ".join(parts)


def _units(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _wrapped(text: str) -> list[str]:
    wide = _units(text) > len(text) * 1.4
    words = list(text) if wide else text.split()
    glue = "" if wide else " "
    lines, line = [], ""
    for word in words:
        longer = f"{line}{glue}{word}" if line else word
        if line and _units(longer) > LINE_UNITS:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]
