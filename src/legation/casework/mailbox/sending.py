"""Sending what was written: once, however often the button is pressed, in one transaction with its files,
its record, its mail and what is counted against senders of thousands."""

from __future__ import annotations

import hashlib
import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from legation.casework.cases.clock import zone_of
from legation.casework.cases.models import Case
from legation.casework.cases.services import Opening
from legation.casework.cases.services.opening import Ready, make_ready, open_new, opened_by
from legation.casework.cases.views import view_path
from legation.casework.mailbox import enclosures, journey
from legation.casework.mailbox.journey import Writing
from legation.defence.bots.pace import Pace, Sending
from legation.kernel.commits import together
from legation.mail.unsafe import is_unsafe

PACE = Pace("letter", proven=(60, 5), unproven=(20, 3))


def send(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Open the case, unless the same was sent before: then the answer is the same again."""
    opening = _opening(request, writing)
    ready, sending = make_ready(opening), _sending(request, writing)
    opened = together(lambda: _open(writing, ready, sending))
    if opened is None and writing.enclosed.were_sent:
        return journey.sent_already(request, writing)
    if opened is None:
        return journey.write(request, writing, 429)
    if opening.unsafe:
        return opened_page(request, *opened)
    return HttpResponseRedirect(reverse(writing.box.sent_route))


def _open(writing: Writing, ready: Ready, sending: Sending) -> tuple[Case, str] | None:
    """The case and its secret; None when the files went with another letter, or too much was sent."""
    enclosures.lock(writing.enclosed)
    if known := opened_by(ready.opening.submission):
        return known
    if writing.enclosed.were_sent or _is_too_much(writing, sending):
        return None
    opened = open_new(ready.opening, ready)
    enclosures.send_with(opened[0], writing.enclosed)
    return opened


def opened_page(request: HttpRequest, case: Case, secret: str) -> HttpResponse:
    """Number and secret of an open case, and what happens next; shown once."""
    context = {
        "case": case,
        "secret": secret,
        "view_path": view_path(case),
        "is_unsafe": is_unsafe(case.subject),
    }
    with timezone.override(zone_of(case.office)):
        return render(request, "mailbox/confirmed.html", context)


def _opening(request: HttpRequest, writing: Writing) -> Opening:
    form, data, draft = writing.form, writing.form.cleaned_data, writing.enclosed.draft
    return Opening(
        kind=writing.box.kind,
        matter=form.matter,
        language=get_language() or "en",
        name=data["name"],
        email=data["email"],
        submission=_as_written(writing),
        words=data[form.words_field],
        reference=writing.box.reference(request),
        office=form.office,
        country=data.get("country", ""),
        subject=draft.subject if draft else None,
        confirm_route="letter_confirm",
        unsafe=bool(data.get("unsafe")),
    )


def _sending(request: HttpRequest, writing: Writing) -> Sending:
    data = writing.form.cleaned_data
    return PACE.sending(request, writing.submission, "" if data.get("unsafe") else data["email"])


def _is_too_much(writing: Writing, sending: Sending) -> bool:
    """Whether this sender, or somebody in their name, has sent too much; then the form says so."""
    refusal = sending.refusal()
    if refusal:
        writing.form.add_error("email" if refusal.is_address else None, str(refusal.sentence))
    return refusal is not None


def _as_written(writing: Writing) -> str:
    """The same form with other words in it, sent after going back, is another letter: it must not be
    answered with "sent" and dropped."""
    written = json.dumps([str(writing.form.data.get(name, "")) for name in writing.form.fields]).encode()
    return f"{writing.submission} {hashlib.sha256(written).hexdigest()}"
