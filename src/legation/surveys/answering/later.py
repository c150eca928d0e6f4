"""Putting a survey aside. The answers lie sealed under a key that only the link holds; nobody counts them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from legation.accounts.limits.services import Limit, place
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.questions.responses import in_other_languages, private, too_old
from legation.surveys import services
from legation.surveys.access.services import is_worthless
from legation.surveys.access.services.entering import mail_kept
from legation.surveys.answering import ends, pages
from legation.surveys.answering.filled import restored, sealed
from legation.surveys.answering.pace import puts_aside_too_often
from legation.surveys.answering.way import Way
from legation.surveys.models import Survey
from legation.surveys.services.drafts import KEPT
from legation.web.forgery import check_token, issue_token

MAIL = "mail"
MAILED = Limit("survey answers put aside", 30, 60 * 60)
MAILED_TO = Limit("survey answers put aside of an address", 3, 60 * 60)


def put_aside(request: HttpRequest, way: Way, here: str) -> HttpResponse:
    """Keep what was filled in so far and show the link that leads back to it; the page `here` opens first."""
    if puts_aside_too_often(request):
        problem = _("Very much was sent from where you are. Please try again in an hour.")
        return pages.check(request, way, problem=problem, status=429)
    content = {**way.filled.content(), "here": here}
    try:
        link = services.draft_save(way.survey, content, way.filled.link)
    except Conflict:  # it closed at this moment
        return ends.closed(request, way.survey, way)
    return show(request, Way(way.survey, replace(way.filled, link=link)), here)


def mail(request: HttpRequest, way: Way) -> HttpResponse:
    """Send the link to the address that was typed, which is kept no longer than that takes."""
    address, here = request.POST.get("email", "").strip()[:254], request.POST.get("here", "")[:40]
    problem, status = _wrong(request, address)
    if problem:
        return show(request, way, here, address=address, problem=problem, status=status)
    language = get_language() or settings.LANGUAGE_CODE
    mail_kept(way.survey, address, _link(way), _last_day(way.survey), language)
    context = {"survey": way.survey, "address": address, "here": here, **_hidden(way)}
    return private(render(request, "surveys/later_sent.html", context))


def show(
    request: HttpRequest, way: Way, here: str, *, address: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """The link, to copy or to have sent."""
    context = {
        "survey": way.survey,
        "link": _link(way),
        "here": here or (way.route[0].id if way.route else ""),
        "last_day": _last_day(way.survey),
        "address": address,
        "problem": problem,
        **_hidden(way),
    }
    return private(render(request, "surveys/later.html", context, status=status))


@never_cache
@require_safe
def survey_resume(request: HttpRequest, survey: str, link: str) -> HttpResponse:
    """Where somebody put the survey aside. The pages that follow have no secret in their address."""
    rows = Survey.objects.begun().select_related("form", "office", "seal")
    found = get_object_or_404(rows, slug=survey)
    languages = list(found.form.definition.languages)
    if get_language() not in languages:
        return in_other_languages(request, found.form, languages)
    content = services.draft_open(found, link)
    if content is None:
        if not found.is_open:
            return ends.closed(request, found)
        return private(render(request, "surveys/nothing_kept.html", {"survey": found}, status=404))
    return _went_on(request, Way(found, restored(content, link)).renewed(), str(content["here"]))


def _went_on(request: HttpRequest, way: Way, here: str) -> HttpResponse:
    """The page that was open, where these answers can still be sent."""
    survey, token = way.survey, way.filled.token
    if services.is_full(survey):
        return ends.closed(request, survey, way)
    if services.spent_among(survey, [token]):
        return ends.already(request, survey)
    if is_worthless(survey, token):
        return ends.revoked(request, survey, way)
    page = way.step(here) or way.unfinished() or way.route[0]
    return pages.step(request, way, page, way.form(page), reproach=False)


def _wrong(request: HttpRequest, address: str) -> tuple[str, int]:
    """What is wrong with the wish, with its status; nothing when the link can be sent."""
    try:
        validate_email(address)
    except ValidationError:
        return _("Enter an e-mail address such as name@example.org."), 422
    if not check_token(request, pages.FORM):
        return too_old(), 422
    if MAILED.exceeded(place(request)) or MAILED_TO.exceeded(address.lower()):
        return _("You have tried very often. Please wait an hour, then try again."), 429
    return "", 200


def _link(way: Way) -> str:
    return settings.LEGATION_ORIGIN + reverse("survey_resume", args=[way.survey.slug, way.filled.link])


def _last_day(survey: Survey) -> dt.date:
    return min(clock.today() + KEPT, survey.closed_at.date())


def _hidden(way: Way) -> dict[str, str]:
    return {
        "filled": sealed(way.filled, way.survey),
        "form_token": issue_token(pages.FORM),
        "action": pages.address(way.survey),
    }
