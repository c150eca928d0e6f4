"""The page of results for staff: live, by GET alone, so that a selection is an address to keep."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.questions.definition import Kind
from legation.questions.views import private
from legation.surveys.models import Survey
from legation.surveys.results.counting import Sheet, current
from legation.surveys.results.forms import SelectionForm
from legation.surveys.results.grouping import Counts, added
from legation.surveys.results.models import GROUPS, FinalFigures
from legation.surveys.results.partitions import LIKELIHOODS, Partition, likelihood_places, partitions
from legation.surveys.results.permissions import DECIDERS, READERS, serves, survey_of
from legation.surveys.results.places import Places
from legation.surveys.results.selecting import Selection, spans
from legation.surveys.results.showing import Counted, Result, crossed, results
from legation.surveys.results.suppression import SMALLEST
from legation.surveys.results.tables import Figures, figures


@require_role(*READERS)
@require_safe
def survey_desk_results(request: HttpRequest, survey: str) -> HttpResponse:
    """Everything that was counted, or what a selection of it comes to."""
    found = survey_of(request.user, survey, *READERS)
    final = FinalFigures.objects.filter(survey=found).first()
    if final is not None:
        context = {"survey": found, "count": final.total, "results": _final(found, final), "is_final": True}
        return private(render(request, "survey_results/desk.html", context))
    sheet = current(found)
    form = SelectionForm(found.form.definition, request.GET)
    context = {"survey": found, "form": form, "everybody": sheet.count, "is_open": bool(form.errors)}
    assert isinstance(request.user, User)  # or it would not have been found
    context["exports"] = serves(request.user, *DECIDERS, office=found.office)
    if not form.is_valid():
        return private(render(request, "survey_results/desk.html", context, status=422))
    selection = form.selection()
    shown = figures(sheet, selection, anonymous=found.anonymous)
    context |= _selected(sheet, selection, shown, anonymous=found.anonymous)
    return private(render(request, "survey_results/desk.html", context))


def _selected(sheet: Sheet, selection: Selection, shown: Figures, *, anonymous: bool) -> dict[str, object]:
    known = partitions(sheet.definition)
    counted = [
        Counted(each, shown.by_key[each.key], shown.count, shown.likelihoods.get(each.key, []))
        for each in known
        if each.key in shown.by_key
    ]
    return {
        "count": shown.count,
        "results": results(sheet.definition, counted, shown.places),
        "cross": crossed(sheet.definition, shown.cross) if shown.cross and shown.count is not None else None,
        "selection": selection,
        "stretch": _stretch(sheet, selection) if anonymous else None,
        "smallest": SMALLEST,
    }


def _stretch(sheet: Sheet, selection: Selection) -> tuple[object, object] | None:
    """The days that are really counted, where those asked for were widened to whole stretches."""
    if not (selection.first or selection.last):
        return None
    meant = [
        each
        for each in spans(sheet, smallest=SMALLEST)
        if each[0] <= (selection.last or each[0]) and each[1] >= (selection.first or each[1])
    ]
    return (meant[0][0], meant[-1][1]) if meant else None


def _final(survey: Survey, final: FinalFigures) -> list[Result]:
    definition = survey.form.definition
    counted = [
        Counted(each, [*final.counts[each.key]], final.total, _groups(each, final))
        for each in partitions(definition)
        if each.key in final.counts
    ]
    ranked = [
        Places(question, [(str(value), counts) for value, counts in final.places[question.id]])
        for question in definition
        if question.id in final.places
    ]
    return results(definition, counted, ranked)


def _groups(partition: Partition, final: FinalFigures) -> Counts:
    if partition.question.kind is not Kind.NPS:
        return []
    marks = final.counts[partition.key]
    otherwise = [added([marks[at] for at in likelihood_places(partition, each)]) for each in LIKELIHOODS]
    return [*final.counts.get(f"{partition.key}{GROUPS}", otherwise)]
