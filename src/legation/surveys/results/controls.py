"""What keeps `surveys` true about results: raw answers go on time, and nothing small is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

from legation.kernel import clock
from legation.promises import Control, Finding, Site, hours, register
from legation.surveys.models import AnonymousAnswer, Survey
from legation.surveys.results.models import Publication
from legation.surveys.results.suppression import SMALLEST

GRACE = dt.timedelta(days=2)


@register
class RawAnswersGoOnTime(Control):
    """Looks for answers and texts of surveys whose time is over."""

    promise = "surveys"
    name = "surveys.retention"
    every = hours(6)
    valid_for = hours(24)
    how = _(
        "We look for answers to surveys that should have been deleted two days ago or earlier, and for free"
        " texts that can still be read."
    )

    def check(self, site: Site) -> Finding:
        past = 0
        for survey in Survey.objects.closed().select_related("seal"):
            ends = survey.closed_at + dt.timedelta(days=survey.retention_days) + GRACE
            if ends > clock.now():
                continue
            past += 1
            if survey.answers.exists() or survey.named.exists():
                return Finding.bad(f"The answers to {survey.slug} should have gone on {ends:%Y-%m-%d}.")
            if survey.seal.erased_at is None:
                return Finding.bad(f"The free texts of {survey.slug} can still be read.")
        return Finding.good(f"{past} surveys are past their time, and none of them holds an answer.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        survey = Survey.objects.closed().filter(anonymous=True).first()
        if survey is None:
            raise LookupError("sabotage needs a closed survey")
        kept = {"closes_at": survey.closes_at, "retention_days": survey.retention_days}
        late = AnonymousAnswer.objects.create(survey=survey, day=survey.closed_at.date(), choices={})
        past = min(survey.closes_at, clock.now() - 2 * GRACE)
        Survey.objects.filter(pk=survey.pk).update(closes_at=past, retention_days=0)
        try:
            yield
        finally:
            late.delete()
            Survey.objects.filter(pk=survey.pk).update(**kept)


@register
class PublishedFiguresAreNotSmall(Control):
    """Reads the published tables and reckons what is hidden from what is shown."""

    promise = "surveys"
    name = "surveys.small"
    every = hours(6)
    valid_for = hours(24)
    how = _(
        "We read all published results: no figure may be under ten, and what is hidden in a table may not be"
        " one figure alone, nor under ten together. We take earlier figures from later ones: no difference may"
        " be under ten."
    )

    def check(self, site: Site) -> Finding:
        tables = 0
        for survey in Survey.objects.filter(public_results=True).select_related("form"):
            several = {question.id for question in survey.form.definition if question.kind == "many"}
            for table in survey.published:
                tables += 1
                if problem := _problem(table, several=_key(table) in several):
                    return Finding.bad(f"{survey.slug}, {_key(table)}: {problem}.")
            if problem := _difference(survey):
                return Finding.bad(f"{survey.slug}, {problem}: the difference from earlier figures is small.")
        return Finding.good(
            f"{tables} published tables show no group under {SMALLEST}, by subtraction neither."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        survey = next((each for each in Survey.objects.exclude(published=[]) if each.published), None)
        if survey is None:
            raise LookupError("sabotage needs published results")
        kept = survey.published
        small: dict[str, object] = {"question": "planted", "total": 40}
        small["cells"] = [{"value": "a", "count": None}, {"value": "b", "count": 37}]
        Survey.objects.filter(pk=survey.pk).update(published=[*kept, small])
        try:
            yield
        finally:
            Survey.objects.filter(pk=survey.pk).update(published=kept)


def _difference(survey: Survey) -> str:
    """The table of which two publications, one after the other, show a small step; none: empty."""
    last: dict[str, Publication] = {}
    for row in survey.publications.all():
        before = last.get(row.key)
        last[row.key] = row
        if before is None or before.counts == row.counts or len(before.counts) != len(row.counts):
            continue
        both = set(range(len(row.counts))) - set(before.hidden) - set(row.hidden)
        if any(row.counts[place] - before.counts[place] < SMALLEST for place in both):
            return row.key
    return ""


def _key(table: Any) -> str:
    return str(table["question"])


def _problem(table: Any, *, several: bool) -> str:
    counts = [cell["count"] for cell in table["cells"]]
    shown = [count for count in counts if count is not None]
    if any(count < SMALLEST for count in shown):
        return f"a figure under {SMALLEST} is shown"
    if several:
        few = any(table["total"] - count < SMALLEST for count in shown)
        return "few did not choose what others chose" if few else ""
    hidden, rest = len(counts) - len(shown), table["total"] - sum(shown)
    if hidden and shown and (hidden < 2 or rest < SMALLEST):
        return "what is hidden can be reckoned"
    return ""
