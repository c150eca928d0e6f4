"""Writing in three steps on one address: write, check, sent. No cookie, no script. Nothing is stored before
it is sent but the files of a letter: the answers travel in the form itself."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from legation.casework.cases.limits import too_often
from legation.casework.mailbox import enclosures
from legation.casework.mailbox.enclosures import Enclosures
from legation.casework.mailbox.forms import MOST_FILES, PersonForm
from legation.defence.bots.pace import challenge
from legation.web.forgery import check_token, issue_token

SUBMISSION_SALT = "legation.mailbox.submission"
SUBMISSION_AGE = 2 * 24 * 60 * 60
MOST_UPLOADS = 60  # by one connection within the hour
FILES = "files"


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


@dataclass
class Writing:
    """What was posted: the form as it was filled in, its files, and the random text that tells one
    filled-in form from another, empty when it is not ours."""

    box: Letterbox
    form: PersonForm
    enclosed: Enclosures
    submission: str


Send = Callable[[HttpRequest, Writing], HttpResponse]


def respond(request: HttpRequest, box: Letterbox, send: Send) -> HttpResponse:
    """Show, check or change, as the pressed button says; what may be sent goes to `send`."""
    if request.method != "POST":
        form = box.form(initial={"office": request.GET.get("office", "")[:60]})
        return write(request, Writing(box, form, Enclosures(), ""))
    form = box.form(request.POST, request.FILES)
    writing = Writing(box, form, enclosures.of(request), _submission(request))
    step = request.POST.get("step")
    if step == "change":
        return _as_it_is(request, writing)
    if not check_token(request, box.name):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
        return write(request, writing, 422)
    if "remove" in request.POST:
        enclosures.remove(writing.enclosed, request.POST["remove"])
        return _as_it_is(request, writing)
    took = _take_files(request, writing)
    if step == "attach":
        return _as_it_is(request, writing) if took else write(request, _files_only(writing), 422)
    return _checked(request, writing, send)


def _checked(request: HttpRequest, writing: Writing, send: Send) -> HttpResponse:
    if not writing.form.is_valid():
        return write(request, writing, 422)
    if request.POST.get("step") == "send" and writing.submission:
        return send(request, writing)
    return _page(request, writing, "mailbox/check.html", 200)


def write(request: HttpRequest, writing: Writing, status: int = 200) -> HttpResponse:
    """The form, with what was written and what is wrong with it."""
    return _page(request, writing, writing.box.template, status)


def sent_already(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The files belong to a letter that was sent before; this one needs its own."""
    _forget_files(writing)
    return write(request, writing, 422)


def _as_it_is(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The form with what was typed, not judged yet."""
    writing.form = writing.box.form(initial=request.POST.dict())
    return write(request, writing)


def _take_files(request: HttpRequest, writing: Writing) -> bool:
    """Take the chosen files in, also when something else is wrong: browsers forget them. False when one
    could not be taken, which is said at their field."""
    if FILES not in writing.form.fields:
        return True
    if writing.enclosed.were_sent and request.POST.get("step") != "send":
        _forget_files(writing)
    sent = request.FILES.getlist(FILES)
    if sent and too_often(request, "letter-files", MOST_UPLOADS):
        refusals = [_("Very much was sent from where you are. Please try again in an hour.")]
    else:
        refusals = enclosures.add(writing.enclosed, sent, MOST_FILES)
    writing.form.errors.pop(FILES, None)  # of the field itself: what is wrong with a file is said here
    for sentence in refusals:
        writing.form.add_error(FILES, sentence)
    return not writing.form.has_error(FILES)


def _forget_files(writing: Writing) -> None:
    writing.enclosed = Enclosures()
    writing.form.add_error(
        FILES, _("Your files went with the letter that you have sent. Choose them again for this one.")
    )


def _files_only(writing: Writing) -> Writing:
    """Who only adds files is not told yet what else is missing."""
    for name in [name for name in writing.form.errors if name != FILES]:
        del writing.form.errors[name]
    return writing


def _page(request: HttpRequest, writing: Writing, template: str, status: int) -> HttpResponse:
    submission = writing.submission or secrets.token_hex(16)
    box, form = writing.box, writing.form
    files = writing.enclosed.shown()
    if FILES in form.fields:
        form.fields[FILES].show(files)  # type: ignore[attr-defined]  # a FilesField
    is_checked = template == "mailbox/check.html"
    values = {
        "form": form,
        "answers": form.answers() if is_checked else [],
        "files": files,
        "is_waiting": any(file.waiting for file in files),
        "enclosed": writing.enclosed.secret,
        "challenge": challenge(request, submission) if is_checked else "",
        "box": box,
        "action": reverse(box.route),
        "reference": box.reference(request),
        "form_token": issue_token(box.name),
        "submission": signing.dumps(submission, salt=SUBMISSION_SALT),
    }
    return render(request, template, values, status=status)


def _submission(request: HttpRequest) -> str:
    """Carried from page to page in the form; empty when it is not ours."""
    try:
        posted = request.POST.get("submission", "")
        return str(signing.loads(posted, salt=SUBMISSION_SALT, max_age=SUBMISSION_AGE))
    except signing.BadSignature:
        return ""
