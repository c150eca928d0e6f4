"""The way in for visitors: a link by mail, the code of a letter, a member's link; and wanting no more mails."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.limits.services import Limit, place
from legation.accounts.models import User
from legation.questions.responses import in_other_languages, private, too_old
from legation.surveys.access.forms import AddressForm, CodeForm
from legation.surveys.access.services import entering, inviting
from legation.surveys.models import Survey
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "survey-entrance"
HOUR = 60 * 60
ASKED = Limit("survey links", 30, HOUR)
ASKED_FOR = Limit("survey links of an address", 3, HOUR)
TYPED = Limit("survey codes", 60, HOUR)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@without_cookie
@read_or_post
def enter(request: HttpRequest, survey: str) -> HttpResponse:
    """How one comes to answer this survey; for whoever has no token yet."""
    found = _survey(survey)
    if (refusal := _refused(request, found)) is not None:
        return refusal
    if found.access == entering.EMAIL:
        return _by_mail(request, found)
    if found.access == entering.TOKENS:
        return _by_code(request, found)
    if found.access == entering.MEMBERS:
        return private(render(request, "survey_access/members.html", {"survey": found}))
    return HttpResponseRedirect(reverse("survey_answer", args=[found.slug]))


def _by_mail(request: HttpRequest, survey: Survey) -> HttpResponse:
    """The answer is the same whoever's address it is, and whether they have answered."""
    form, status = AddressForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if not check_token(request, FORM):
            form.add_error(None, too_old())
        elif form.is_valid():
            if not ASKED.exceeded(place(request)):
                if not ASKED_FOR.exceeded(f"{survey.pk} {form.cleaned_data['email']}"):
                    entering.mail_link(survey, form.cleaned_data["email"], _language())
                return HttpResponseRedirect(reverse("survey_link_sent", args=[survey.slug]))
            form.add_error(None, _("You have tried very often. Please wait an hour, then try again."))
            status = 429
    context = {"survey": survey, "form": form, "form_token": issue_token(FORM)}
    return private(render(request, "survey_access/email.html", context, status=status))


def _by_code(request: HttpRequest, survey: Survey) -> HttpResponse:
    form, status = CodeForm(survey, request.POST if request.method == "POST" else None), 200
    if form.is_bound:
        status = 422
        if not check_token(request, FORM):
            form.add_error(None, too_old())
        elif TYPED.exceeded(place(request)):
            form.add_error(None, _("You have tried very often. Please wait an hour, then try again."))
            status = 429
        elif form.is_valid():
            return HttpResponseRedirect(
                reverse("survey_answer_with", args=[survey.slug, form.cleaned_data["token"]])
            )
    context = {"survey": survey, "form": form, "form_token": issue_token(FORM)}
    return private(render(request, "survey_access/code.html", context, status=status))


@never_cache
@require_safe
def link_sent(request: HttpRequest, survey: str) -> HttpResponse:
    """The same for everybody."""
    found = _survey(survey)
    if (refusal := _refused(request, found)) is not None:
        return refusal
    return private(render(request, "survey_access/sent.html", {"survey": found}))


@never_cache
@login_required
@require_safe
def member(request: HttpRequest, survey: str) -> HttpResponse:
    """A signed-in member's own link; what comes after needs no session."""
    found = _survey(survey)
    if (refusal := _refused(request, found)) is not None:
        return refusal
    if found.access != entering.MEMBERS:
        raise Http404
    assert isinstance(request.user, User)
    token = entering.token_of_member(found, request.user)
    link = reverse("survey_answer_with", args=[found.slug, token])
    return private(render(request, "survey_access/member.html", {"survey": found, "link": link}))


@never_cache
@without_cookie
@read_or_post
def stop(request: HttpRequest, survey: str, code: str) -> HttpResponse:
    """No more mails about this survey: a button, so that programs which open links stop nothing."""
    found = get_object_or_404(Survey.objects.select_related("form", "office"), slug=survey)
    row = inviting.invitation_of(found, code)
    if row is None:
        return private(render(request, "survey_access/stop_gone.html", {"survey": found}, status=404))
    problem = ""
    if request.method == "POST":
        if check_token(request, FORM):
            inviting.stop_writing(row)
            row.refresh_from_db()
        else:
            problem = too_old()
    context = {"survey": found, "row": row, "problem": problem, "form_token": issue_token(FORM)}
    return private(render(request, "survey_access/stop.html", context, status=422 if problem else 200))


def _survey(slug: str) -> Survey:
    found = get_object_or_404(Survey.objects.select_related("form", "office", "seal"), slug=slug)
    if found.state != "approved" or not found.has_begun:
        raise Http404
    return found


def _refused(request: HttpRequest, survey: Survey) -> HttpResponse | None:
    """That it is closed, or in which languages it is."""
    languages = list(survey.form.definition.languages)
    if survey.is_closed:
        return private(render(request, "surveys/closed.html", {"survey": survey}, status=410))
    if get_language() not in languages:
        return in_other_languages(request, survey.form, languages)
    return None


def _language() -> str:
    return get_language() or "en"
