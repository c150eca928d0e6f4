"""The list of a repeating step: what was added, with a page for each; add another, change, remove."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import translate_url
from django.utils.translation import gettext as _

from legation.kernel.errors import Conflict
from legation.questions.answers import Where, entry_id
from legation.questions.definition import Step
from legation.questions.journey import Journey
from legation.questions.responses import LATER, TOKEN, other_languages, private, too_old
from legation.questions.services import drafts
from legation.web.forgery import check_token, issue_token


def entries(request: HttpRequest, journey: Journey, which: Step) -> HttpResponse:
    """The list of a repeating step: add, change, remove, go on."""
    if request.method != "POST":
        return _show_entries(request, journey, which)
    if not check_token(request, TOKEN):
        return _show_entries(request, journey, which, problem=too_old())
    ids = [entry_id(entry) for entry in journey.entries(which)]
    removing = request.POST.get("remove", "")
    try:
        if removing in ids and request.POST.get("sure") != "yes":
            return _ask_to_remove(request, journey, which, removing)
        if removing in ids:
            drafts.remove_entry(journey.draft, Where(which.id, removing))
            return HttpResponseRedirect(journey.address(which.id))
        after = journey.renewed(drafts.begin_entries(journey.draft, which))
    except Conflict:
        return HttpResponseRedirect(journey.base)
    return _go_on(request, after, which)


def _go_on(request: HttpRequest, after: Journey, which: Step) -> HttpResponse:
    assert which.repeat is not None
    if elsewhere := leads_elsewhere(request, after, after.address(which.id)):
        return HttpResponseRedirect(elsewhere)
    if request.POST.get("next") == "add" and len(after.entries(which)) < which.repeat.most:
        return HttpResponseRedirect(after.address(which.id, secrets.token_hex(4)))
    if after.definition.complete(which, after.answers):
        return HttpResponseRedirect(after.after(which))
    return _show_entries(request, after, which, wrong=_what_is_missing(after, which))


def leads_elsewhere(request: HttpRequest, journey: Journey, page: str) -> str:
    """Where the person goes whatever is wrong on this page: to it in another language, or away for now;
    empty: nowhere."""
    if (language := request.POST.get("language")) in journey.definition.languages:
        return translate_url(page, str(language))
    return journey.address(LATER) if request.POST.get("next") == LATER else ""


def _what_is_missing(journey: Journey, which: Step) -> list[tuple[str, str]]:
    """Sentence and address of each thing to do before the list is done."""
    assert which.repeat is not None
    found = []
    if len(journey.entries(which)) < which.repeat.least:
        sentence = _("Add at least %(count)s: %(what)s.")
        words = {"count": which.repeat.least, "what": which.repeat.entry}
        found.append((sentence % words, "#add"))
    for entry in journey.entries(which):
        if not journey.definition.is_complete_entry(which, entry, journey.answers):
            title = journey.entry_title(which, entry_id(entry))
            found.append(
                (_("Finish %(what)s.") % {"what": title}, journey.address(which.id, entry_id(entry)))
            )
    return found


def _show_entries(
    request: HttpRequest,
    journey: Journey,
    which: Step,
    *,
    problem: str = "",
    wrong: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    assert which.repeat is not None
    number, count = journey.number(which)
    given = journey.entries(which)
    context = {
        "journey": journey,
        "step": which,
        "entries": [
            {
                "id": entry_id(entry),
                "section": journey.entry_section(which, entry),
                "address": journey.address(which.id, entry_id(entry)),
                "is_complete": journey.definition.is_complete_entry(which, entry, journey.answers),
            }
            for entry in given
        ],
        "takes_more": len(given) < which.repeat.most,
        "problem": problem,
        "wrong": wrong,
        "number": number,
        "count": count,
        "languages": other_languages(journey.definition.languages),
        "form_token": issue_token(TOKEN),
    }
    status = 422 if problem or wrong else 200
    return private(render(request, "questions/entries.html", context, status=status))


def _ask_to_remove(request: HttpRequest, journey: Journey, which: Step, entry: str) -> HttpResponse:
    found = next(each for each in journey.entries(which) if entry_id(each) == entry)
    context = {
        "journey": journey,
        "step": which,
        "entry": entry,
        "section": journey.entry_section(which, found),
        "form_token": issue_token(TOKEN),
    }
    return private(render(request, "questions/remove_entry.html", context))
