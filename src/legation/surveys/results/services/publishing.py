"""Publishing results so that neither one publication nor the difference of two tells of few people.

While a survey is open, its results are renewed in large steps and hide more than at the end, so that the
last figures can be shown too. A table whose new figures would tell of few stays as it was, with the number
of answers it is about, and so do those of questions that hang on it. Once a survey is over and nothing waits any
more, they are renewed a last time: what of the last figures would tell of few is hidden, and a table of which
then nothing is left stays for good at the day that it is of, with all that it can show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction

from legation.edge.bulletin import Change, announce
from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.questions.definition import Definition, Kind, Question
from legation.surveys.holding.models import HeldAnswer
from legation.surveys.models import Survey
from legation.surveys.results.asking import asked_values, conditions
from legation.surveys.results.counting import Sheet, load
from legation.surveys.results.grouping import options_told
from legation.surveys.results.models import Publication
from legation.surveys.results.partitions import (
    NO_ANSWER,
    Partition,
    likelihood_groups,
    may_stay_open,
    partitions,
)
from legation.surveys.results.suppression import (
    SMALLEST,
    follow,
    follow_several,
    hide,
    may_follow,
)

STEP = 50  # so many more answers, and half as many again as last time, renew an open survey's results
SMALLEST_WHILE_OPEN = 30


@dataclass(frozen=True)
class Table:
    """One table: its values, how many gave each, and how many were asked. It can be published unless
    `is_told` is False: then how many were asked now would tell of few. `several`: a person can be in several;
    then `untold` are the places that are not told beside the others, and the place `left_open`, if there is
    one, is of those who are in none."""

    key: str
    values: Sequence[str]
    counts: list[int]
    total: int
    several: bool = False
    untold: frozenset[int] = frozenset()
    left_open: int | None = None
    is_told: bool = True


def publish_results(survey: Survey) -> bool:
    """Renew the public results where enough answers have come, and a last time when it is over and all that were
    held have arrived. True when they changed."""
    survey.refresh_from_db()
    count = survey.settled if survey.anonymous else survey.named.count()
    if not survey.public_results or survey.erased_at or survey.results_final or count < SMALLEST:
        return False
    if survey.is_closed:
        if HeldAnswer.objects.filter(survey=survey.seal_id).exists():
            return False  # the last batch arrives within minutes, or is destroyed
    elif count - survey.published_count < max(STEP, survey.published_count // 2):
        return False
    sheet = load(survey)
    with transaction.atomic():
        survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        final = survey.is_closed
        published = list(renewed(survey, sheet))
        changed = published != survey.published or sheet.count != survey.published_count
        survey.published, survey.published_count = list[object](published), sheet.count
        survey.results_final = final
        survey.save(update_fields=["published", "published_count", "results_final"])
        record(Act("survey.results", detail={"survey": survey.slug, "answers": sheet.count, "final": final}))
        transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, ["surveys"]))
    return changed or final


def renewed(survey: Survey, sheet: Sheet) -> Iterator[dict[str, object]]:
    """Every table as it is to be shown: `{"question", "total", "day", "stands", "cells": [{"value", "count"}]}`;
    it `stands` where it could not follow and is as it was on that day."""
    final = survey.is_closed
    smallest = SMALLEST if final else SMALLEST_WHILE_OPEN
    before = {row.key: row for row in survey.publications.all()}  # the last of each
    shown: dict[str, set[int]] = {}
    matrix_open = _open_rows(sheet, smallest)
    for table in tables(sheet, shown, smallest):
        besides = {len(table.counts) - 1} if table.key in matrix_open else set[int]()
        last = before.get(table.key)
        if last is None and not table.is_told:
            continue
        hidden = _to_hide(table, _hidden(table, smallest, besides), last, final=final)
        if hidden is not None:
            last = Publication.objects.create(
                survey=survey,
                key=table.key,
                total=table.total,
                counts=table.counts,
                hidden=sorted(hidden),
                day=clock.today(),
            )
            shown[table.key] = set(range(len(table.counts))) - hidden
        assert last is not None  # nothing is in the way of a first one
        left = _last_word(table, last, besides) if final and hidden is None else set(last.hidden)
        yield {
            "question": table.key,
            "total": last.total,
            "day": last.day.isoformat() if last.day else "",
            "stands": hidden is None,
            "cells": [
                {"value": value, "count": None if place in left else count}
                for place, (value, count) in enumerate(zip(table.values, last.counts, strict=True))
            ],
        }


def tables(sheet: Sheet, shown: dict[str, set[int]], smallest: int = SMALLEST) -> Iterator[Table]:
    """The tables of now. `shown` grows while they are published: which places of those before are.

    A question that not everybody was asked has one that can be told only where it can be read from an earlier
    table how many were; otherwise that number would tell of the earlier one.
    """
    definition = sheet.definition
    found = partitions(definition)
    for question in definition:
        own = [each for each in found if each.question.id == question.id]
        asked, is_told = asked_mask(definition, question, found, sheet, shown)
        if not own or asked is None or asked.bit_count() < SMALLEST:
            continue
        if question.kind is Kind.MANY:
            yield replace(_of_several(sheet, own, asked, smallest), is_told=is_told)
            continue
        for each in own:
            partition = likelihood_groups(each) if question.kind is Kind.NPS else each
            counts = partition.count(sheet, asked)
            table = _without_impossible(definition, partition, counts, asked.bit_count())
            yield replace(table, is_told=is_told)


def asked_mask(
    definition: Definition,
    question: Question,
    found: Sequence[Partition],
    sheet: Sheet,
    shown: dict[str, set[int]],
) -> tuple[int | None, bool]:
    """Those who were asked, and whether their number can be told from what is shown; None where it never can."""
    asked = conditions(definition, question)
    if not asked:
        return sheet.everybody, True
    if len(asked) > 1:
        return None, False
    for parent in found:
        values = asked_values(parent, asked[0])
        if values is None:
            continue
        wanted = {place for place, value in enumerate(parent.values) if value in values}
        if parent.question.kind is Kind.MANY:
            options = [choice.value for choice in parent.question.choices]
            known = options.index(parent.part) in shown.get(parent.question.id, set())
        else:
            visible = shown.get(parent.key, set())
            others = set(range(len(parent.values))) - wanted
            if not may_stay_open(definition, parent.question):
                others.discard(len(parent.values) - 1)
            known = bool(visible) and (wanted <= visible or others <= visible)
        if conditions(definition, parent.question):
            return None, False
        groups = parent.groups(sheet)
        return sum(groups[place] for place in wanted), known  # groups of one partition share nobody
    return None, False


def _open_rows(sheet: Sheet, smallest: int) -> set[str]:
    """The rows of matrices of which it is hidden how many left them open: in all rows where in one."""
    found: set[str] = set()
    rows: dict[str, list[Partition]] = {}
    for each in partitions(sheet.definition):
        if each.question.kind is Kind.MATRIX and may_stay_open(sheet.definition, each.question):
            rows.setdefault(each.question.id, []).append(each)
    for own in rows.values():
        counted = [each.count(sheet, sheet.everybody) for each in own]
        if any(len(counts) - 1 in hide(counts, smallest=smallest) for counts in counted):
            found |= {each.key for each in own}
    return found


def _without_impossible(definition: Definition, partition: Partition, counts: list[int], total: int) -> Table:
    """Without the line of those who gave no answer, where everybody who was asked had to."""
    values = list(partition.values)
    if partition.question.required and not counts[-1]:
        values, counts = values[:-1], counts[:-1]
    return Table(partition.key, values, counts, total)


def _of_several(sheet: Sheet, own: Sequence[Partition], asked: int, smallest: int) -> Table:
    told = options_told(sheet, own, asked, smallest=smallest)
    counts = {each.part: each.count(sheet, asked)[0] for each in own}
    if own[0].question.required and not counts.get(NO_ANSWER):
        counts.pop(NO_ANSWER, None)  # everybody who was asked had to answer
    parts = list(counts)
    return Table(
        own[0].question.id,
        parts,
        list(counts.values()),
        asked.bit_count(),
        several=True,
        untold=frozenset(place for place, part in enumerate(parts) if part not in told),
        left_open=parts.index(NO_ANSWER) if NO_ANSWER in parts else None,
    )


def _hidden(table: Table, smallest: int, besides: set[int]) -> set[int]:
    if table.several:
        return set(table.untold)
    return hide(table.counts, smallest=smallest, besides=besides & set(range(len(table.counts))))


def _to_hide(table: Table, hidden: set[int], last: Publication | None, *, final: bool) -> set[int] | None:
    """What to hide of a table that follows the last one; None where it cannot follow."""
    if last is None:
        return hidden
    if not table.is_told or len(last.counts) != len(table.counts):
        return None
    if not table.several:
        if final:
            return follow(last.counts, last.hidden, table.counts, hidden)
        return hidden if may_follow(last.counts, last.hidden, table.counts, hidden) else None
    more = table.total - last.total
    found = follow_several(last.counts, last.hidden, table.counts, hidden, more, left_open=table.left_open)
    return found if final or (found is not None and found <= set(last.hidden)) else None


def _last_word(table: Table, last: Publication, besides: set[int]) -> set[int]:
    """What stays hidden of a table that is as it was for good: as at any end, those of fewer than ten."""
    if table.several or len(last.counts) != len(table.counts):
        return set(last.hidden)
    hidden = hide(last.counts, besides=besides & set(range(len(last.counts))))
    return min(hidden, set(last.hidden))
