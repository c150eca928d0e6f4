"""Coming back to a draft: by the code that was mailed, or because the browser or the account knows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from legation.accounts.models import User
from legation.casework.applications.addresses import address_of
from legation.casework.cases.limits import too_often, too_often_for
from legation.offices.models import Office
from legation.privacy.sealing import lookup_hash
from legation.questions import views as pages
from legation.questions.models import Draft
from legation.questions.remembering import remembered
from legation.questions.services import drafts, resuming
from legation.web.forgery import check_token, issue_token, without_cookie

MOST_TRIES = 20  # codes, a connection and hour
MOST_TRIES_FOR_ONE = 10  # codes for one e-mail address, an hour
ANEW = "anew"


@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def apply_code(request: HttpRequest, service: str, office: str = "") -> HttpResponse:
    """Asks for the mailed code and leads to its draft."""
    email, problem, status = "", "", 200
    if request.method == "POST":
        email, code = request.POST.get("email", "").strip()[:254], request.POST.get("code", "")[:40]
        problem, status = _try(request, email)
        found = None if problem else resuming.find_by_code(email, code, purpose=service)
        if found:
            draft, secret = found
            drafts.verify_address(draft, lookup_hash("email", email))
            return HttpResponseRedirect(address_of("apply_tasks", service, office, secret))
        if not problem:
            problem, status = _("There is no form for this e-mail address and code. Check both."), 422
    context = {
        "email": email,
        "problem": problem,
        "start": address_of("apply_start", service, office),
        "form_token": issue_token(pages.TOKEN),
    }
    return pages.private(render(request, "questions/code.html", context, status=status))


def known_draft(request: HttpRequest, service: str, office: str) -> tuple[Draft, str] | None:
    """The draft that the member or the browser began, with its secret; None: none is known, or they
    want to begin anew."""
    if request.method == "POST" or ANEW in request.GET:
        return None
    if isinstance(request.user, User) and (
        theirs := drafts.open_of(request.user, purpose=service, office=office)
    ):
        return theirs
    secret = remembered(request, service)
    draft = drafts.find(secret, purpose=service) if secret else None
    if draft is None or draft.submitted_at or office not in ("", draft.office):
        return None
    return draft, secret


def already(request: HttpRequest, service: str, office: str, known: tuple[Draft, str]) -> HttpResponse:
    """Says that there is a draft: go on with it, or begin anew."""
    draft, secret = known
    language = get_language() if get_language() in draft.form.definition.languages else draft.language
    start = address_of("apply_start", service, office)
    place = Office.objects.prefetch_related("texts").filter(slug=draft.office).first()
    context = {
        "definition": draft.form.definition,
        "draft": draft,
        "place": place.text().name if place else "",
        "go_on": address_of("apply_tasks", service, office, secret, language=str(language)),
        "anew": f"{start}?{ANEW}",
    }
    return pages.private(render(request, "questions/already.html", context))


def _try(request: HttpRequest, email: str) -> tuple[str, int]:
    """What stands against trying a code now."""
    if not check_token(request, pages.TOKEN):
        return pages.too_old(), 422
    tried = too_often(request, "draft-code", MOST_TRIES)
    if too_often_for(email, "draft-code-address", MOST_TRIES_FOR_ONE) or tried:
        return pages.too_often(), 429
    return "", 200
