"""The Minister's mailbox, questions about the policy, and confirming either."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.casework.cases import services
from legation.casework.cases.models import Case, Kind, State
from legation.casework.cases.services.opening import find
from legation.casework.mailbox import journey
from legation.casework.mailbox.forms import LetterForm, PolicyQuestionForm
from legation.casework.mailbox.sending import opened_page, send
from legation.kernel.errors import Conflict
from legation.publishing import context as publishing
from legation.web.forgery import check_token, issue_token, without_cookie

CONFIRM_FORM = "letter_confirm"


def version_in_force(request: HttpRequest) -> str:
    """The number of the policy in force; empty before the first is published."""
    version = publishing.policy(request)["policy_in_force"]
    return str(getattr(version, "version", ""))


LETTER = journey.Letterbox(
    name="letter_write",
    kind=Kind.LETTER,
    route="letter_write",
    sent_route="letter_sent",
    template="mailbox/letter.html",
    form=LetterForm,
    title=_("Write to the Minister"),
    reference=lambda _request: "",
)
POLICY_QUESTION = journey.Letterbox(
    name="policy_contact",
    kind=Kind.POLICY,
    route="policy_contact",
    sent_route="policy_contact_sent",
    template="mailbox/policy_question.html",
    form=PolicyQuestionForm,
    title=_("Questions about the policy"),
    reference=version_in_force,
)


@never_cache
@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """A letter to the Minister."""
    return journey.respond(request, LETTER, send)


@never_cache
@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def policy_question(request: HttpRequest) -> HttpResponse:
    """A question about the version of the policy that is in force."""
    return journey.respond(request, POLICY_QUESTION, send)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What to do next. The same for everybody, so that it tells nobody anything."""
    return render(request, "mailbox/sent.html")


@never_cache
@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: shows a button, so that programs which open links confirm nothing."""
    try:
        case = find(token)
        if request.method == "POST" and check_token(request, CONFIRM_FORM):
            return _confirmed(request, token)
    except Case.DoesNotExist:
        return render(request, "mailbox/unknown.html", status=404)
    except Conflict as conflict:
        return render(request, "mailbox/confirm.html", {"sentence": str(conflict.sentence)}, status=409)
    context = {
        "form_token": issue_token(CONFIRM_FORM),
        "is_confirmed": case.state != State.UNCONFIRMED,
        "is_stale": request.method == "POST",
    }
    return render(request, "mailbox/confirm.html", context, status=422 if context["is_stale"] else 200)


def _confirmed(request: HttpRequest, token: str) -> HttpResponse:
    case, secret = services.confirm(token)
    return opened_page(request, case, secret)
