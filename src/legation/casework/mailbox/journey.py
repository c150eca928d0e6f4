"""Writing in three steps on one address: write, check, sent. No cookie, no script, nothing stored
before it is sent: the answers travel in the form itself."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.casework.cases.clock import calendar_of
from legation.casework.cases.limits import too_often, too_often_for
from legation.casework.cases.models import Case
from legation.casework.cases.services import Opening, open_case
from legation.casework.cases.views import view_path
from legation.casework.mailbox.forms import PersonForm
from legation.mail.unsafe import is_unsafe
from legation.web.forgery import check_token, issue_token

SUBMISSION_SALT = "legation.mailbox.submission"
SUBMISSION_AGE = 2 * 24 * 60 * 60
MOST_BY_ADDRESS = 20
MOST_BY_EMAIL = 5


@dataclass(frozen=True)
class Letterbox:
    """One form of the mailbox: where it stands, what it asks, what it opens.

    `reference` says what the case concerns, in a word that is stored and shown on the form.
    """

    name: str
    kind: str
    route: str
    sent_route: str
    template: str
    form: type[PersonForm]
    title: str | Promise
    reference: Callable[[HttpRequest], str]


def respond(request: HttpRequest, box: Letterbox) -> HttpResponse:
    """Show, check, change or send, as the pressed button says."""
    if request.method != "POST":
        return _write(request, box, box.form(initial={"office": request.GET.get("office", "")[:60]}))
    form = box.form(request.POST)
    if request.POST.get("step") == "change":
        return _write(request, box, box.form(initial=request.POST.dict()))
    if not check_token(request, box.name):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
        return _write(request, box, form, 422)
    if not form.is_valid():
        return _write(request, box, form, 422)
    if request.POST.get("step") == "send" and (submission := _submission(request)):
        return _send(request, box, form, submission)
    return _page(request, box, "mailbox/check.html", {"checked": form, "answers": form.answers()}, 200)


def _send(request: HttpRequest, box: Letterbox, form: PersonForm, submission: str) -> HttpResponse:
    data = form.cleaned_data
    if too_often(request, "letter", MOST_BY_ADDRESS):
        form.add_error(None, _("Very much was sent from where you are. Please try again in an hour."))
        return _write(request, box, form, 429)
    unsafe = bool(data.get("unsafe"))
    if not unsafe and too_often_for(data["email"], "letter-email", MOST_BY_EMAIL):
        form.add_error("email", _("We have sent many links to this address. Please try again in an hour."))
        return _write(request, box, form, 429)
    case, secret = open_case(
        Opening(
            kind=box.kind,
            matter=form.matter,
            language=get_language() or "en",
            name=data["name"],
            email=data["email"],
            submission=_as_written(form, submission),
            words=data[form.words_field],
            reference=box.reference(request),
            office=form.office,
            country=data.get("country", ""),
            confirm_route="letter_confirm",
            unsafe=unsafe,
        )
    )
    if unsafe:
        return opened_page(request, case, secret)
    return HttpResponseRedirect(reverse(box.sent_route))


def opened_page(request: HttpRequest, case: Case, secret: str) -> HttpResponse:
    """Number and secret of an open case, and what happens next; shown once."""
    context = {
        "case": case,
        "secret": secret,
        "view_path": view_path(case),
        "is_unsafe": is_unsafe(case.subject),
    }
    with timezone.override(calendar_of(case.office).zone):
        return render(request, "mailbox/confirmed.html", context)


def _write(request: HttpRequest, box: Letterbox, form: PersonForm, status: int = 200) -> HttpResponse:
    return _page(request, box, box.template, {"form": form}, status)


def _page(
    request: HttpRequest, box: Letterbox, template: str, context: dict[str, object], status: int
) -> HttpResponse:
    submission = _submission(request) or secrets.token_hex(16)
    values = {
        **context,
        "box": box,
        "action": reverse(box.route),
        "reference": box.reference(request),
        "form_token": issue_token(box.name),
        "submission": signing.dumps(submission, salt=SUBMISSION_SALT),
    }
    return render(request, template, values, status=status)


def _as_written(form: PersonForm, submission: str) -> str:
    """The same form with other words in it, sent after going back, is another letter: it must not be
    answered with "sent" and dropped."""
    written = json.dumps([str(form.data.get(name, "")) for name in form.fields]).encode()
    return f"{submission} {hashlib.sha256(written).hexdigest()}"


def _submission(request: HttpRequest) -> str:
    """The random text of this filled-in form, carried from page to page; empty when it is not ours."""
    try:
        posted = request.POST.get("submission", "")
        return str(signing.loads(posted, salt=SUBMISSION_SALT, max_age=SUBMISSION_AGE))
    except signing.BadSignature:
        return ""
