"""Publishing results so that neither one publication nor the difference of two tells of few people.

While a survey is open, its results are renewed in large steps and hide more than at the end, so that the
last figures can be shown too. A table whose new figures would tell of few stays as it was, with the number
of answers it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from legation.edge.bulletin import Change, announce
from legation.ledger.services import Act, record
from legation.questions.definition import Definition, Kind, Question
from legation.surveys.models import Survey
from legation.surveys.results.asking import asked_values, conditions
from legation.surveys.results.counting import Sheet, load
from legation.surveys.results.models import Publication
from legation.surveys.results.partitions import (
    Partition,
    likelihood_groups,
    may_stay_open,
    partitions,
)
from legation.surveys.results.suppression import (
    SMALLEST,
    hide,
    hide_several,
    may_follow,
    may_follow_several,
)

STEP = 50  # so many more answers, and half as many again as last time, renew an open survey's results
SMALLEST_WHILE_OPEN = 30


@dataclass(frozen=True)
class Table:
    """One table that can be published: its values, how many gave each, and how many were asked."""

    key: str
    values: Sequence[str]
    counts: list[int]
    total: int
    several: bool = False


def publish_results(survey: Survey) -> bool:
    """Renew the public results where enough answers have come. True when they changed."""
    survey.refresh_from_db()
    count = survey.settled if survey.anonymous else survey.named.count()
    more = count - survey.published_count
    if not survey.public_results or survey.erased_at or count < SMALLEST or more < SMALLEST:
        return False
    if not survey.is_closed and more < max(STEP, survey.published_count // 2):
        return False
    sheet = load(survey)
    with transaction.atomic():
        survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
        published = list(renewed(survey, sheet))
        survey.published, survey.published_count = list[object](published), sheet.count
        survey.save(update_fields=["published", "published_count"])
        record(Act("survey.results", detail={"survey": survey.slug, "answers": sheet.count}))
        transaction.on_commit(lambda: announce(settings.LEGATION_DATA, Change.UPDATE, ["surveys"]))
    return True


def renewed(survey: Survey, sheet: Sheet) -> Iterator[dict[str, object]]:
    """Every table as it is to be shown: `{"question", "total", "cells": [{"value", "count"}]}`."""
    smallest = SMALLEST if survey.is_closed else SMALLEST_WHILE_OPEN
    before = {row.key: row for row in survey.publications.all()}  # the last of each
    shown: dict[str, set[int]] = {}
    matrix_open = _open_rows(sheet, smallest)
    for table in tables(sheet, shown):
        besides = {len(table.counts) - 1} if table.key in matrix_open else set[int]()
        hidden = _hidden(table, smallest, besides)
        last = before.get(table.key)
        if last is None or _may_follow(table, hidden, last):
            last = Publication.objects.create(
                survey=survey, key=table.key, total=table.total, counts=table.counts, hidden=sorted(hidden)
            )
            shown[table.key] = set(range(len(table.counts))) - hidden
        yield {
            "question": table.key,
            "total": last.total,
            "cells": [
                {"value": value, "count": None if place in last.hidden else count}
                for place, (value, count) in enumerate(zip(table.values, last.counts, strict=True))
            ],
        }


def tables(sheet: Sheet, shown: dict[str, set[int]]) -> Iterator[Table]:
    """The tables that can be published now. `shown` grows while they are: which places of those before are.

    A question that not everybody was asked has one only where it can be read from an earlier table how
    many were; otherwise that number would tell of the earlier one.
    """
    definition = sheet.definition
    found = partitions(definition)
    for question in definition:
        own = [each for each in found if each.question.id == question.id]
        asked = asked_mask(definition, question, found, sheet, shown)
        if not own or asked is None or asked.bit_count() < SMALLEST:
            continue
        if question.kind is Kind.MANY:
            counts = [each.count(sheet, asked)[0] for each in own]
            yield Table(question.id, [each.part for each in own], counts, asked.bit_count(), several=True)
            continue
        for each in own:
            partition = likelihood_groups(each) if question.kind is Kind.NPS else each
            yield _without_impossible(definition, partition, partition.count(sheet, asked), asked.bit_count())


def asked_mask(
    definition: Definition,
    question: Question,
    found: Sequence[Partition],
    sheet: Sheet,
    shown: dict[str, set[int]],
) -> int | None:
    """Those who were asked; None where their number cannot be told from what is shown."""
    asked = conditions(definition, question)
    if not asked:
        return sheet.everybody
    if len(asked) > 1:
        return None
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
        if not known or conditions(definition, parent.question):
            return None
        groups = parent.groups(sheet)
        return sum(groups[place] for place in wanted)  # groups of one partition share nobody
    return None


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


def _hidden(table: Table, smallest: int, besides: set[int]) -> set[int]:
    if table.several:
        return hide_several(table.counts, table.total, smallest=smallest)
    return hide(table.counts, smallest=smallest, besides=besides & set(range(len(table.counts))))


def _may_follow(table: Table, hidden: set[int], last: Publication) -> bool:
    if len(last.counts) != len(table.counts):
        return False
    if table.several:
        more = table.total - last.total
        return may_follow_several(last.counts, last.hidden, table.counts, hidden, more)
    return may_follow(last.counts, last.hidden, table.counts, hidden)
