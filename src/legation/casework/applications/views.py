"""The applicant's pages: eligibility, the form, sending, confirming. No cookie, no script."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import User
from legation.casework.applications import draft_views, services, timing
from legation.casework.applications.addresses import address_of
from legation.casework.applications.fees import fee_sentence, people_in
from legation.casework.applications.models import ProcessingTime
from legation.casework.applications.queries import Offer, languages_of, offer, offices_for
from legation.casework.cases.limits import too_often, too_often_for
from legation.casework.cases.models import Case
from legation.casework.cases.services import opening
from legation.casework.cases.views import view_path
from legation.defence.bots.pace import Pace, challenge
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.offices.models import Office, zone_of
from legation.questions import views as pages
from legation.questions.definition import Answer, Choice, Kind, Question, Text
from legation.questions.journey import Journey
from legation.questions.services import drafts, resuming
from legation.web.forgery import check_token, issue_token, without_cookie

OFFICE = "which-office"
SECRET_SHOWN_FOR = dt.timedelta(hours=1)
MOST_BEGUN = 200  # pages of eligibility questions, a connection and hour
PACE = Pace("application", proven=(60, 10), unproven=(10, 3))
MOST_LINKS = 10
CONFIRM_FORM = "apply-confirm"
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@without_cookie
@read_or_post
def apply_start(request: HttpRequest, service: str, office: str = "") -> HttpResponse:
    """Whether somebody may apply, and where; then the draft begins."""
    if request.method == "POST" and too_often(request, "apply", MOST_BEGUN):
        again = {"problem": pages.too_often(), "start": address_of("apply_start", service, office)}
        return pages.private(render(request, "questions/too_often.html", again, status=429))
    place = _office(office) if office else None
    languages = languages_of(service, place)
    if languages and _language() not in languages:
        return pages.in_other_languages(request, _offer(service, place, languages[0]).form, languages)
    found = _offer(service, place)
    if known := draft_views.known_draft(request, service, office):
        return draft_views.already(request, service, office, known)

    def begin(given: dict[str, Answer]) -> str:
        chosen = office or str(given.pop(OFFICE, ""))
        _draft, secret = drafts.begin(
            found.form,
            purpose=service,
            office=chosen,
            language=_language(),
            answers=given,
            member=request.user if isinstance(request.user, User) else None,
        )
        return address_of("apply_tasks", service, office, secret)

    more = () if place else (_which_office(found),)
    start, fee = address_of("apply_start", service, office), fee_sentence(service, place)
    return pages.eligibility(
        request,
        found.form,
        begin,
        start=start,
        more=more,
        place=_name(place),
        notice=fee,
    )


@require_safe
def apply_tasks(request: HttpRequest, service: str, secret: str, office: str = "") -> HttpResponse:
    """The task list."""
    journey = _journey(service, office, secret)
    if journey is None:
        return _gone(request, service, office)
    if journey.draft.submitted_at:
        return HttpResponseRedirect(address_of("apply_done", service, office, secret))
    return pages.tasks(request, journey)


@without_cookie
@read_or_post
def apply_step(
    request: HttpRequest, service: str, secret: str, step: str, *, office: str = "", entry: str = ""
) -> HttpResponse:
    """One step of the form, or one entry of a step that repeats."""
    journey = _journey(service, office, secret)
    if journey is None:
        return _gone(request, service, office)
    if journey.draft.submitted_at:
        return HttpResponseRedirect(address_of("apply_done", service, office, secret))
    which = journey.definition.step(step)
    if which is None:
        raise Http404
    return pages.step(request, journey, which, entry)


@without_cookie
@read_or_post
def apply_check(request: HttpRequest, service: str, secret: str, office: str = "") -> HttpResponse:
    """The answers to check; sending them opens the case, once."""
    journey = _journey(service, office, secret)
    if journey is None:
        return _gone(request, service, office)
    done = address_of("apply_done", service, office, secret)
    if journey.draft.submitted_at:
        return HttpResponseRedirect(done)
    if not journey.is_complete:
        return HttpResponseRedirect(journey.base)
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _send(request, journey, secret)
        if not problem:
            return HttpResponseRedirect(done)
    at = Office.objects.filter(slug=journey.draft.office).first()
    fee = fee_sentence(service, at, people_in(service, journey.answers))
    notice = _("By sending this you confirm that the answers are true as far as you know.")
    notice = f"{fee} {notice}" if fee else notice
    label = _("Send your application")
    return pages.check(
        request,
        journey,
        problem=problem,
        status=status,
        send_label=label,
        notice=notice,
        challenge=challenge(request, secret),
    )


@without_cookie
@read_or_post
def apply_later(request: HttpRequest, service: str, secret: str, office: str = "") -> HttpResponse:
    """Asks for the link with which to go on later."""
    journey = _journey(service, office, secret)
    if journey is None or journey.draft.submitted_at:
        return _gone(request, service, office)
    resume = address_of("apply_resume", service, office, "-")
    return pages.later(
        request,
        journey,
        secret,
        resume_path=resume.removesuffix("-/"),
        code_path=address_of("apply_code", service, office),
        is_too_often=lambda address: (
            too_often(request, "resume", MOST_LINKS) or too_often_for(address, "resume-address", MOST_LINKS)
        ),
    )


@without_cookie
@read_or_post
def apply_resume(request: HttpRequest, service: str, token: str, office: str = "") -> HttpResponse:
    """The mailed link: a button leads to the draft, so that a mail scanner follows it in vain."""
    found = resuming.secret_of_link(token)
    journey = _journey(service, office, found[0]) if found else None
    if found is None or journey is None:
        return _gone(request, service, office)
    if request.method == "POST" and check_token(request, pages.TOKEN):
        drafts.verify_address(journey.draft, found[1])
        return HttpResponseRedirect(journey.base)
    context = {"title": journey.definition.title, "form_token": issue_token(pages.TOKEN)}
    return pages.private(render(request, "questions/resume.html", context))


@require_safe
def apply_done(request: HttpRequest, service: str, secret: str, office: str = "") -> HttpResponse:
    """What happens next; with number and secret once the address is known to be the applicant's."""
    journey = _journey(service, office, secret)
    if journey is None:
        return _gone(request, service, office)
    case = Case.objects.filter(number=journey.draft.reference).first()
    if case is None:
        return HttpResponseRedirect(journey.base)
    fresh = journey.draft.submitted_at and journey.draft.submitted_at > clock.now() - SECRET_SHOWN_FOR
    confirmed = services.is_confirmed(case)
    context = {
        "title": journey.definition.title,
        "place": journey.place,
        "case": case,
        "confirmed": confirmed,
        "secret": services.secret_of(secret) if confirmed and fresh else "",
        "view_path": view_path(case),
    }
    return pages.private(render(request, "applications/done.html", context))


@without_cookie
@read_or_post
def apply_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the confirmation mail: the button opens the case."""
    problem = ""
    try:
        case = opening.find(token)
        if request.method == "POST" and check_token(request, CONFIRM_FORM):
            case, secret = opening.confirm(token)
            context: dict[str, object] = {"case": case, "confirmed": True, "secret": secret}
            context["view_path"] = view_path(case)
            return pages.private(render(request, "applications/done.html", context))
    except Case.DoesNotExist:
        return pages.private(render(request, "applications/no_confirmation.html", status=404))
    except Conflict as earlier:
        problem = str(earlier.sentence)
    context = {"form_token": issue_token(CONFIRM_FORM), "problem": problem}
    status = 409 if problem else 200
    return pages.private(render(request, "applications/confirm.html", context, status=status))


@require_safe
def processing_times(request: HttpRequest) -> HttpResponse:
    """How long each service took lately, by office."""
    found = timing.lines()
    newest = ProcessingTime.objects.order_by("-computed_at").first()
    context = {"lines": found, "computed_at": newest.computed_at if newest else None}
    return render(request, "applications/times.html", context)


def _send(request: HttpRequest, journey: Journey, secret: str) -> tuple[str, int]:
    """Send the application off: what stands against it, with its status; nothing when it is sent."""
    if not check_token(request, pages.TOKEN):
        return pages.too_old(), 422
    email = journey.definition.role("email")
    address = str(journey.answers.get(email.id, "")) if email else ""
    if refusal := PACE.refusal(request, secret, address):
        return str(refusal.sentence), 429
    try:
        services.submit(journey.draft, secret, language=_language())
    except services.Incomplete as missing:
        return str(missing.sentence), 422
    return "", 200


def _journey(service: str, office: str, secret: str) -> Journey | None:
    """The draft under its address; None when its days are over or the secret is wrong."""
    draft = drafts.find(secret, purpose=service)
    if draft is None or office not in ("", draft.office):
        return None
    place = Office.objects.prefetch_related("texts").filter(slug=draft.office).first()
    if _language() not in draft.form.definition.languages:
        raise Http404
    base = address_of("apply_tasks", service, office, secret)
    return Journey(draft, base, zone_of(place), _name(place), place.country if place else "")


def _gone(request: HttpRequest, service: str, office: str) -> HttpResponse:
    start = {"start": address_of("apply_start", service, office)}
    return pages.private(render(request, "questions/gone.html", start, status=404))


def _which_office(found: Offer) -> Question:
    named = sorted((office.in_lists(), office.slug) for office in offices_for(found.service))
    choices = tuple(Choice(slug, Text({_language(): name})) for name, slug in named)
    label = Text({_language(): _("At which office do you want to apply?")})
    return Question(OFFICE, Kind.CHOICE, label, choices=choices)


def _offer(service: str, office: Office | None, language: str = "") -> Offer:
    found = offer(service, language or _language(), office)
    if found is None:
        raise Http404
    return found


def _office(slug: str) -> Office:
    office = Office.objects.prefetch_related("texts").filter(slug=slug).first()
    if office is None:
        raise Http404
    return office


def _name(office: Office | None) -> str:
    return office.text().name if office else ""


def _language() -> str:
    return get_language() or "en"
