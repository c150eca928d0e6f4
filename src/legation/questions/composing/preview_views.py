"""Every page of a draft as the public will see it, in each language. Nothing that is typed here is stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.staff.permissions import require_role
from legation.offices.models import zone_of
from legation.questions.composing.access import seen_draft
from legation.questions.composing.checking import mistakes
from legation.questions.composing.conditions import in_words
from legation.questions.composing.models import FormDraft
from legation.questions.composing.outline import problems_shown
from legation.questions.composing.permissions import COMPOSERS
from legation.questions.composing.places import words_of
from legation.questions.composing.preview import (
    ASK,
    CHECK,
    ENDING,
    ONE,
    START,
    TASKS,
    PreviewPage,
    ending_name,
    pages_of,
    shown_definition,
)
from legation.questions.composing.preview_walk import ENTRY, Walk
from legation.questions.composing.queries import office_name
from legation.questions.definition import Kind, Question, Step
from legation.questions.forms import QuestionsForm
from legation.questions.reading import WrongDefinition
from legation.questions.responses import other_languages
from legation.questions.steps import Page
from legation.web.forgery import without_cookie

Context = dict[str, Any]


@never_cache
@require_safe
@require_role(*COMPOSERS)
def first(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The first page."""
    draft = _draft(request, slug, language)
    try:
        with translation.override(language):
            page = pages_of(draft.source, shown_definition(draft.source))[0].name
    except WrongDefinition:
        return _cannot(request, draft)
    return HttpResponseRedirect(reverse("form_preview_page", args=[slug, language, page]))


# It changes nothing, so that the forms shown need no token of the staff area: they are the public's own.
@without_cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*COMPOSERS)
def page(request: HttpRequest, slug: str, language: str, page: str) -> HttpResponse:
    """One page; what is sent to it is checked as from the public, then forgotten."""
    draft = _draft(request, slug, language)
    own = translation.get_language() or settings.LANGUAGE_CODE
    try:
        with translation.override(language):
            return _page(request, draft, page, own)
    except WrongDefinition:
        return _cannot(request, draft)


def _page(request: HttpRequest, draft: FormDraft, page: str, own: str) -> HttpResponse:
    definition = shown_definition(draft.source)
    pages = pages_of(draft.source, definition)
    if page not in [one.name for one in pages]:
        raise Http404
    office, language = draft.form.office, translation.get_language() or ""
    base = reverse("form_preview", args=[draft.form.slug, language])
    walk = Walk(definition, base, zone_of(office), office_name(office))
    context = {**_around(draft, language, own, pages, page), "journey": walk, "definition": definition}
    chosen = request.POST.get("language", "")
    if chosen in definition.languages:
        return HttpResponseRedirect(reverse("form_preview_page", args=[draft.form.slug, chosen, page]))
    if page.startswith((ASK, ENDING)) or page == START:
        shows = _ending if page.startswith(ENDING) else _question
        return shows(request, walk, page, context)
    if page in (TASKS, CHECK):
        return _check(request, walk, context) if page == CHECK else _tasks(request, walk, context)
    step = definition.step(page.removeprefix(ONE))
    assert step is not None
    if step.repeat and not page.startswith(ONE):
        return _entries(request, walk, step, context)
    return _step(request, walk, step, context)


def _draft(request: HttpRequest, slug: str, language: str) -> FormDraft:
    draft = seen_draft(request, slug)
    languages = draft.source.get("languages")
    known = isinstance(languages, list) and language in languages
    if not known or language not in dict(settings.LANGUAGES):
        raise Http404
    return draft


def _cannot(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    problems = problems_shown(draft.source, draft.form.slug, mistakes(draft.source))
    return render(request, "composing/no_preview.html", {"draft": draft, "problems": problems})


def _around(draft: FormDraft, language: str, own: str, pages: list[PreviewPage], current: str) -> Context:
    """The bar above the page, in the editor's own language, and where the next button leads."""
    slug, names = draft.form.slug, dict(settings.LANGUAGES)
    place = [page.name for page in pages].index(current)
    codes = draft.source["languages"]
    assert isinstance(codes, list)

    def address(code: str, page: PreviewPage) -> str:
        return reverse("form_preview_page", args=[slug, code, page.name])

    return {
        "bar": _bar(draft, pages[place], own),
        "own": own,
        "slug": slug,
        "pages": [(page.title, address(language, page), page.name == current) for page in pages],
        "translations": [(code, names[code], address(code, pages[place])) for code in codes if code in names],
        "next": address(language, pages[(place + 1) % len(pages)]),
        "here": address(language, pages[place]),
        "place": office_name(draft.form.office),
    }


def _bar(draft: FormDraft, page: PreviewPage, own: str) -> Context:
    """The words of the bar, in the editor's language."""
    with translation.override(own):
        condition = in_words(page.condition, draft.source)
        return {
            "title": words_of(draft.source.get("title")) or draft.form.slug,
            "condition": _("Asked when %(condition)s") % {"condition": condition} if condition else "",
            "preview": _("Preview: nothing that you type here is stored."),
            "back": _("Back to the form"),
            "languages": _("Language"),
            "pages": _("Pages"),
        }


def _question(request: HttpRequest, walk: Walk, page: str, context: Context) -> HttpResponse:
    """An eligibility question; an answer that ends the form leads to its ending."""
    questions, name = walk.definition.eligibility, page.removeprefix(ASK)
    asked = next((question for question in questions if question.id == name), None)
    data = request.POST if request.method == "POST" else None
    form = QuestionsForm([asked], answers={}, data=data) if asked is not None else None
    if data is not None and (asked is None or form is None or form.is_valid()):
        answers = form.answered() if form is not None else {}
        return HttpResponseRedirect(_after_question(walk, asked, answers, str(context["next"])))
    given = [] if asked in (None, *questions[:1]) else [("", "")]
    context |= {"given": given, "question": asked, "form": form}
    status = 422 if data is not None else 200
    return render(request, "composing/preview/eligibility.html", context, status=status)


def _after_question(walk: Walk, asked: Question | None, answers: Context, following: str) -> str:
    if asked is None:
        return following
    for number, choice in enumerate(asked.choices):
        if choice.value == answers.get(asked.id) and choice.ends:
            return walk.address(ending_name(asked, number))
    questions = walk.definition.eligibility
    place = questions.index(asked) + 1
    return walk.address(f"{ASK}{questions[place].id}" if place < len(questions) else TASKS)


def _ending(request: HttpRequest, walk: Walk, page: str, context: Context) -> HttpResponse:
    for question in walk.definition.eligibility:
        for number, choice in enumerate(question.choices):
            if choice.ends and ending_name(question, number) == page:
                start = walk.address(f"{ASK}{walk.definition.eligibility[0].id}")
                context |= {"ending": choice.ends, "start": start}
                return render(request, "composing/preview/ended.html", context)
    raise Http404


def _entries(request: HttpRequest, walk: Walk, step: Step, context: Context) -> HttpResponse:
    """The list of a repeating step, with nothing in it yet."""
    if request.method == "POST":
        adds = request.POST.get("next") == "add"
        return HttpResponseRedirect(walk.address(step.id, ENTRY) if adds else str(context["next"]))
    context |= {**_numbers(walk, step), "entries": [], "takes_more": True}
    return render(request, "composing/preview/entries.html", context)


def _step(request: HttpRequest, walk: Walk, step: Step, context: Context) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    shown = Page(walk, step, ENTRY if step.repeat else "")
    form = shown.form(step.questions, data, request)
    if data is not None and data.get("next") == "later":
        return HttpResponseRedirect(str(context["here"]))
    if data is not None and form.is_valid():
        return HttpResponseRedirect(str(context["next"]))
    files = [question for question in step.questions if question.kind is Kind.FILE]
    context |= {
        **_numbers(walk, step),
        "page": shown,
        "list_address": walk.address(step.id),
        "form": form,
        "has_file": bool(files),
        "takes_more": any(question.most_files > 1 for question in files),
    }
    return render(request, "composing/preview/step.html", context, status=200 if data is None else 422)


def _numbers(walk: Walk, step: Step) -> Context:
    number, count = walk.number(step)
    languages = other_languages(walk.definition.languages)
    return {"step": step, "number": number, "count": count, "languages": languages}


def _tasks(request: HttpRequest, walk: Walk, context: Context) -> HttpResponse:
    return render(request, "composing/preview/tasks.html", {**context, "tasks": walk.tasks()})


def _check(request: HttpRequest, walk: Walk, context: Context) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(str(context["next"]))
    context |= {"sections": list(walk.sections()), "send_label": _("Send")}
    return render(request, "composing/preview/check.html", context)
