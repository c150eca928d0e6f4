"""Figures as charts with their tables, and what can be said of them in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from django.utils.translation import gettext as _

from legation.questions.definition import Definition, Kind, Question
from legation.questions.fields.together import high_end, low_end
from legation.surveys.results.grouping import Counts
from legation.surveys.results.partitions import (
    LIKELIHOODS,
    NO_ANSWER,
    Partition,
    labels,
    likelihood_groups,
    likelihood_score,
    may_stay_open,
    part_name,
    titled,
)
from legation.surveys.results.places import Places
from legation.surveys.results.tables import Cross
from legation.web.charts import MOST_SERIES, Chart, bar_chart, histogram, written


@dataclass(frozen=True)
class Shown:
    """One chart; `hidden`: how many of its figures are not shown, `sentences` what they come to. `key` is
    the name of its table, `total` how many answers it is about, `caption` what it shows of its question,
    `day` when it was counted, where that is told, `stands` that it could not be renewed since."""

    key: str
    chart: Chart
    hidden: int
    total: int | None
    caption: str = ""
    sentences: list[str] = field(default_factory=list)
    day: dt.date | None = None
    stands: bool = False


@dataclass(frozen=True)
class Result:
    """One question with its charts, none where nothing of it may be shown; `table` are the places of a
    ranking, `of_some`: not everybody was asked."""

    question: Question
    charts: list[Shown]
    table: Table | None = None
    of_some: bool = False


@dataclass(frozen=True)
class Table:
    """A plain table for the component of this name."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    chart: Chart | None = None
    hidden: int = 0

    @property
    def is_all_hidden(self) -> bool:
        """Whether not one figure of it may be shown."""
        return self.hidden == sum(len(row) - 1 for row in self.rows)

    @property
    def numeric(self) -> list[int]:
        """All columns but the first."""
        return list(range(1, len(self.head)))


@dataclass(frozen=True)
class Counted:
    """The counts of one partition among `total` answers; None: not all was said. `likelihoods` are those of
    the three groups of a likelihood."""

    partition: Partition
    counts: Counts
    total: int | None
    likelihoods: Counts = field(default_factory=list)


def results(
    definition: Definition, counted: Iterable[Counted], ranked: Iterable[Places] = ()
) -> list[Result]:
    """All questions that have figures, in the order of the form."""
    of_question: dict[str, list[Counted]] = {}
    for each in counted:
        of_question.setdefault(each.partition.question.id, []).append(each)
    tables = {each.question.id: _places_table(each) for each in ranked}
    found = []
    for question in definition:
        own = of_question.get(question.id, [])
        if question.kind is Kind.MANY and own:
            charts = [_of_many(question, own)]
        else:
            charts = [shown for each in own for shown in _of_one(definition, each)]
        if charts:
            found.append(Result(question, charts, tables.get(question.id)))
    return found


def crossed(definition: Definition, cross: Cross) -> Table:
    """A cross-table, and a chart of it where it has few columns. Nobody is missing where all had to answer."""
    across = [place for place, line in enumerate(cross.columns.lines) if _can_be(definition, *line)]
    down = [place for place, line in enumerate(cross.rows.lines) if _can_be(definition, *line)]
    heads = [_line(*cross.columns.lines[place]) for place in across]
    lines = [_line(*cross.rows.lines[place]) for place in down]
    figures = [[cross.counts[line][place] for place in across] for line in down]
    caption = f"{cross.rows.label} × {cross.columns.label}"
    rows = [
        [line, *(_written(count) for count in counts)] for line, counts in zip(lines, figures, strict=True)
    ]
    chart = None
    if len(heads) <= MOST_SERIES:
        series = [(head, [counts[place] for counts in figures]) for place, head in enumerate(heads)]
        chart = bar_chart("cross", caption, lines, series, unknown=_("Hidden"))
    hidden = sum(count is None for counts in figures for count in counts)
    return Table(caption, ["", *heads], rows, chart, hidden)


def _can_be(definition: Definition, partition: Partition, value: str) -> bool:
    return value != NO_ANSWER or may_stay_open(definition, partition.question)


def _line(partition: Partition, value: str) -> str:
    return part_name(partition) if partition.question.kind is Kind.MANY else labels(partition)[value]


def _of_many(question: Question, own: Sequence[Counted]) -> Shown:
    words = [part_name(each.partition) for each in own]
    counts = [each.counts[0] for each in own]
    chart = bar_chart(
        _id(question.id), str(question.label), words, [(_("Answers"), counts)], unknown=_("Hidden")
    )
    return _shown(question.id, chart, counts, own[0].total)


def _of_one(definition: Definition, each: Counted) -> list[Shown]:
    partition, counts = each.partition, each.counts
    values = list(partition.values)
    if not may_stay_open(definition, partition.question) and not counts[-1]:
        values, counts = values[:-1], counts[:-1]
    parts = {Kind.RANKING: _("Put first"), Kind.NPS: _("Mark by mark")}
    if values[0] in LIKELIHOODS:  # the public sees the groups alone
        parts = {}
    part = parts.get(partition.question.kind) or part_name(partition)
    shown = _shown(partition.key, _drawn(partition, values, counts, part), counts, each.total, caption=part)
    if partition.question.kind is Kind.NPS:
        return _likelihood(each, shown)
    shown.sentences.extend([*_average(partition, each.counts), *_middle(partition, each.counts)])
    return [shown]


def _drawn(partition: Partition, values: Sequence[str], counts: Counts, part: str) -> Chart:
    """Marks and classes of numbers as a histogram, everything else as bars under their words."""
    question, names = partition.question, labels(partition)
    title, words = titled(question, part), [names[value] for value in values]
    id_, hidden = _id(partition.key), _("Hidden")
    marks = {str(mark): str(mark) for mark in question.marks}
    if values[0] in marks or question.kind is Kind.NUMBER:
        short = [marks.get(value, names[value]) for value in values]
        ends = (low_end(question), high_end(question))
        apart = int(values[-1] == NO_ANSWER)
        return histogram(
            id_, title, words, _("Answers"), counts, short=short, ends=ends, apart=apart, unknown=hidden
        )
    return bar_chart(id_, title, words, [(_("Answers"), counts)], unknown=hidden)


def _likelihood(each: Counted, shown: Shown) -> list[Shown]:
    """The marks, where they are known, and the three groups with the score."""
    partition, counts = each.partition, each.counts
    if partition.values[0] not in LIKELIHOODS:
        grouped = likelihood_groups(partition)
        shown.sentences.extend(_average(partition, counts))
        return [shown, *_of_one_group(Counted(grouped, [*each.likelihoods, counts[-1]], each.total))]
    score = likelihood_score(dict(zip(partition.values, counts, strict=True)))
    if score is not None:
        shown.sentences.append(
            _("Score: %(score)s. That is the share who would recommend less the share who would not.")
            % {"score": written_signed(score)}
        )
    return [shown]


def _of_one_group(each: Counted) -> list[Shown]:
    names = labels(each.partition)
    part = _("In three groups")
    words = [names[value] for value in each.partition.values[:-1]]
    counts = each.counts[:-1]
    key = f"{each.partition.key}-groups"
    title = titled(each.partition.question, part)
    chart = bar_chart(_id(key), title, words, [(_("Answers"), counts)], unknown=_("Hidden"))
    return _likelihood(each, _shown(key, chart, counts, each.total, caption=part))


def written_signed(score: int) -> str:
    """A score with its sign, as the page's language writes numbers."""
    text = f"+{written(score)}" if score > 0 else written(score)
    return f"\u2066{text.replace('-', '−')}\u2069"  # isolated: in Arabic the sign stays before the number


def _average(partition: Partition, counts: Counts) -> list[str]:
    """The average mark; nothing where it could tell of a hidden figure."""
    marks = [value for value in partition.values if value != NO_ANSWER]
    known = [count for count in counts[: len(marks)] if count is not None]
    if not partition.question.marks or len(known) < len(marks) or not sum(known):
        return []
    average = sum(int(mark) * count for mark, count in zip(marks, known, strict=True)) / sum(known)
    return [_("On average %(mark)s.") % {"mark": written(round(average, 1))}]


def _middle(partition: Partition, counts: Counts) -> list[str]:
    """In which class of numbers the middle answer lies; nothing where a figure is hidden."""
    if partition.question.kind is not Kind.NUMBER:
        return []
    pairs = [
        (value, count) for value, count in zip(partition.values, counts, strict=True) if value != NO_ANSWER
    ]
    known = [count for _value, count in pairs if count is not None]
    if len(known) < len(pairs) or not sum(known):
        return []
    sums = accumulate(known)
    middle = next(
        value for (value, _count), so_far in zip(pairs, sums, strict=True) if 2 * so_far >= sum(known)
    )
    return [_("The answer in the middle: %(numbers)s.") % {"numbers": labels(partition)[middle]}]


def _shown(key: str, chart: Chart, counts: Counts, total: int | None, *, caption: str = "") -> Shown:
    if total:
        chart.head.append(_("Share"))
        for row, count in zip(chart.rows, counts, strict=True):
            share = None if count is None else round(100 * count / total, 1)
            row.append(written(share, "%", _("Hidden")))
        chart.numeric.append(2)
    return Shown(key, chart, sum(count is None for count in counts), total, caption)


def _id(key: str) -> str:
    return f"result-{key.replace('.', '--')}"


def _written(count: float | None) -> str:
    return written(count, unknown=_("Hidden"))


def _places_table(each: Places) -> Table:
    question = each.question
    names = {choice.value: str(choice.label) for choice in question.choices}
    head = ["", *(_("Place %(number)s") % {"number": number} for number in range(1, question.places + 1))]
    rows = [
        [names[value], *(_written(count) for count in counts), _written(_rounded(each.average(value)))]
        for value, counts in each.counts
    ]
    caption = titled(question, _("All places"))
    return Table(caption, [*head, _("On average")], rows)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
