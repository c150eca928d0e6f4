"""The pages of whoever answers. Each is the answer to the one before; the address stays that of the survey."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.questions.definition import Step
from legation.questions.forms import QuestionsForm
from legation.questions.responses import in_other_languages, too_old
from legation.surveys import services
from legation.surveys.access.services import is_worthless, token_for_page
from legation.surveys.answering import ends, later, pages
from legation.surveys.answering.filled import Filled, opened
from legation.surveys.answering.pace import is_too_often
from legation.surveys.answering.way import Way
from legation.surveys.models import Survey
from legation.web.forgery import check_token, without_cookie


@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer(request: HttpRequest, survey: str) -> HttpResponse:
    """The survey from its first page to the thanks."""
    return _answer(request, survey)


@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def survey_answer_with(request: HttpRequest, survey: str, token: str) -> HttpResponse:
    """The same for whoever has a token; only the first page has it in its address."""
    return _answer(request, survey)


def _answer(request: HttpRequest, survey: str) -> HttpResponse:
    found = _find(survey)
    languages = list(found.form.definition.languages)
    if found.is_open and get_language() not in languages:
        return in_other_languages(request, found.form, languages)
    if get_language() not in languages:
        raise Http404
    filled = opened(request.POST.get(pages.FILLED, ""), found) if request.method == "POST" else None
    way = Way(found, filled) if filled else None
    if found.is_closed or services.is_full(found):
        if way is not None and services.spent_among(found, [way.filled.token]):
            return _taken_before(request, way)  # such as the last answer, by a second click
        return ends.closed(request, found, way)
    if way is None:
        return _begin(request, found)
    if is_worthless(found, way.filled.token):
        return ends.revoked(request, found, way)
    return _go_on(request, way) if way.filled.form == found.form_id else _changed(request, way.renewed())


def _changed(request: HttpRequest, way: Way) -> HttpResponse:
    """The survey has another version of its form since the page was opened; what still fits stays."""
    here = way.step(request.POST.get(pages.AT, ""))
    if here is not None:
        way = way.saved(here, way.sent(here, request.POST, _shown(request)))
    notice = _("The survey was changed meanwhile. Your answers to questions that are still asked are here.")
    page = way.unfinished() or way.route[0]
    return pages.step(request, way, page, way.form(page), notice=notice, reproach=False)


def _begin(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The first page; for a page that was sent and cannot be read, with what was typed on it."""
    entrance = token_for_page(request, survey)
    if not entrance.token:
        return HttpResponseRedirect(entrance.page)
    if services.spent_among(survey, [entrance.token]):
        return ends.already(request, survey)
    if is_worthless(survey, entrance.token):
        return ends.revoked(request, survey)
    way = Way(survey, Filled(entrance.token, survey.form_id))
    first = way.route[0] if way.route else None
    if first is None:
        raise Http404  # a form of which nothing is ever asked
    if request.method != "POST":
        return pages.step(request, way, first, way.form(first))
    problem = too_old()
    if first.id != request.POST.get(pages.AT, first.id):
        problem = _("Your earlier answers could not be read, so the survey begins anew here.")
        return pages.step(request, way, first, way.form(first), problem=problem)
    form = way.sent(first, request.POST, _shown(request))
    return pages.step(request, way.saved(first, form), first, form, problem=problem)


def _go_on(request: HttpRequest, way: Way) -> HttpResponse:
    """Take in what stood on the page, then go where the button says."""
    here = way.step(request.POST.get(pages.AT, ""))
    if here is None:
        return _from_check(request, way)
    form = way.sent(here, request.POST, _shown(request))
    after = way.saved(here, form)
    if not check_token(request, pages.FORM):
        return pages.step(request, after, here, form, problem=too_old())
    wanted = request.POST.get("next", "on")
    if request.POST.get("language") or here not in after.route or wanted == pages.BACK:
        back = after.before(here) if wanted == pages.BACK and here in after.route else None
        return _show(request, after, back or here)
    if wanted == pages.LATER and way.survey.resumable:
        return later.put_aside(request, after, here.id)
    if form.errors:
        return pages.step(request, after, here, form)
    return _forward(request, after, here, form)


def _forward(request: HttpRequest, way: Way, here: Step, form: QuestionsForm) -> HttpResponse:
    """On from a page that is right: to the next one, to the answers to check, or away with them."""
    if way.brought_up(here, form):
        notice = _("Your answer brought up one more question on this page.")
        return pages.step(request, way, here, way.form(here), notice=notice)
    wanted, following = request.POST.get("next", "on"), way.after(here)
    if wanted == "on" and pages.goes_to_check(request):
        wanted = pages.CHECK
    if following is not None and wanted != pages.CHECK:
        return _show(request, way, following)
    unfinished = way.unfinished()
    if unfinished is not None:
        return _missing(request, way, unfinished)
    if wanted == pages.SEND and way.is_last(here):
        return _send(request, way, here)
    return pages.check(request, way)


def _from_check(request: HttpRequest, way: Way) -> HttpResponse:
    """From the answers to check: back to one of the pages, aside for now, or away with them."""
    change, wanted = way.step(request.POST.get("change", "")), request.POST.get("next", "")
    if wanted == later.MAIL and way.filled.link:
        return later.mail(request, way)
    if change is not None or wanted == pages.BACK:
        return _show(request, way, change or way.route[-1])
    if wanted == pages.LATER and way.survey.resumable:
        return later.put_aside(request, way, "")
    unfinished = way.unfinished()
    if unfinished is not None:
        return _missing(request, way, unfinished)
    problem = "" if check_token(request, pages.FORM) else too_old()
    if problem or wanted != pages.SEND:
        return pages.check(request, way, problem=problem)
    return _send(request, way, None)


def _send(request: HttpRequest, way: Way, here: Step | None) -> HttpResponse:
    survey = way.survey
    if not way.counted:
        problem = _("Answer at least one question.")
        page = here or way.route[0]
        return pages.step(request, way, page, way.form(page), problem=problem)
    if survey.access == Survey.Access.ANYONE and is_too_often(request, way.filled.token):
        problem = _("Very much was sent from where you are. Please try again in an hour.")
        return pages.check(request, way, problem=problem, status=429)
    outcome = services.take(survey, way.counted, way.filled.token)
    if outcome is services.Outcome.QUOTA:
        return ends.enough(request, way)
    if outcome in (services.Outcome.CLOSED, services.Outcome.FULL):
        return ends.closed(request, survey, way)
    if outcome is services.Outcome.ALREADY:
        return _taken_before(request, way)
    if way.filled.link:
        services.draft_drop(survey, way.filled.link)
    return ends.thanks(request, survey, counted=True)


def _taken_before(request: HttpRequest, way: Way) -> HttpResponse:
    """What was sent before with this token counts; of a page that anyone may answer that was the same page."""
    if way.survey.access != Survey.Access.ANYONE:
        return ends.already(request, way.survey)
    if way.filled.link:
        services.draft_drop(way.survey, way.filled.link)
    return ends.thanks(request, way.survey, counted=False)


def _show(request: HttpRequest, way: Way, step: Step) -> HttpResponse:
    """A page as it was left, without reproach for what is still missing on it."""
    if step not in way.route:
        step = way.unfinished() or way.route[-1]
    return pages.step(request, way, step, way.form(step), reproach=False)


def _missing(request: HttpRequest, way: Way, step: Step) -> HttpResponse:
    """A page on which something is missing still, said; or that was not come to before."""
    if step.id not in way.filled.seen and step.id not in way.filled.typed:
        return _show(request, way, step)
    form = way.form(step)
    problem = "" if form.is_bound else _("Something is still missing on this page.")
    return pages.step(request, way, step, form, problem=problem)


def _shown(request: HttpRequest) -> list[str]:
    return request.POST.get(pages.SHOWN, "").split()[:200]


def _find(slug: str) -> Survey:
    survey = get_object_or_404(Survey.objects.select_related("form", "office", "seal"), slug=slug)
    if not survey.has_begun:
        raise Http404
    return survey
