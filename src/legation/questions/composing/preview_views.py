"""Every page of a draft as the public will see it, in each language. Nothing that is typed here is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
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
from legation.kernel import clock
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
    START,
    TASKS,
    PreviewPage,
    ending_name,
    pages_of,
    shown_definition,
)
from legation.questions.composing.queries import office_name
from legation.questions.definition import Definition, Kind, Question, Step
from legation.questions.forms import QuestionsForm
from legation.questions.reading import WrongDefinition
from legation.web.forgery import without_cookie


@dataclass(frozen=True)
class Walk:
    """Stands for a person's journey: the same pages without a draft, without answers."""

    definition: Definition
    base: str
    place: str
    draft: None = None
    is_complete: bool = False
    is_waiting_for_the_scanner: bool = False
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def saved_at(self) -> str:
        """Now: nothing is saved."""
        return clock.now().strftime("%H:%M (%Z)")

    def address(self, page: str) -> str:
        """The address of a page of the preview."""
        return f"{self.base}{page}/"

    def tasks(self) -> list[dict[str, Any]]:
        """The task list, with nothing done."""
        return [
            {"step": step, "address": self.address(step.id), "done": False, "begun": False}
            for step in self.definition.steps
        ]


@never_cache
@require_safe
@require_role(*COMPOSERS)
def first(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The first page."""
    draft = _draft(request, slug, language)
    with translation.override(language):
        try:
            definition = shown_definition(draft.source)
        except WrongDefinition:
            return _cannot(request, draft)
        page = pages_of(draft.source, definition)[0].name
    return HttpResponseRedirect(reverse("form_preview_page", args=[slug, language, page]))


# It changes nothing, so that the forms shown need no token of the staff area: they are the public's own.
@without_cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*COMPOSERS)
def page(request: HttpRequest, slug: str, language: str, page: str) -> HttpResponse:
    """One page; what is sent to it is checked as from the public, then forgotten."""
    draft = _draft(request, slug, language)
    own = translation.get_language() or ""
    with translation.override(language):
        try:
            definition = shown_definition(draft.source)
        except WrongDefinition:
            with translation.override(own):
                return _cannot(request, draft)
        pages = pages_of(draft.source, definition)
        names = [one.name for one in pages]
        if page not in names:
            raise Http404
        base = reverse("form_preview", args=[slug, language])
        walk = Walk(definition, base, office_name(draft.form.office))
        context = _around(draft, language, own, pages, page)
        if page.startswith(ASK) or page == START:
            return _question(request, walk, page, context)
        if page.startswith(ENDING):
            return _ending(request, walk, page, context)
        if page == TASKS:
            return render(
                request, "composing/preview/tasks.html", {**context, "journey": walk, "tasks": walk.tasks()}
            )
        if page == CHECK:
            return _check(request, walk, context)
        step = definition.step(page)
        assert step is not None
        return _step(request, walk, step, context)


def _draft(request: HttpRequest, slug: str, language: str) -> FormDraft:
    draft = seen_draft(request, slug)
    languages = draft.source.get("languages")
    if (
        language not in dict(settings.LANGUAGES)
        or not isinstance(languages, list)
        or language not in languages
    ):
        raise Http404
    return draft


def _cannot(request: HttpRequest, draft: FormDraft) -> HttpResponse:
    problems = problems_shown(draft.source, draft.form.slug, mistakes(draft.source))
    return render(request, "composing/no_preview.html", {"draft": draft, "problems": problems})


def _around(
    draft: FormDraft, language: str, own: str, pages: list[PreviewPage], current: str
) -> dict[str, object]:
    """The bar above the page, in the editor's own language, and where the next button leads."""
    slug, names = draft.form.slug, dict(settings.LANGUAGES)
    place = [page.name for page in pages].index(current)
    codes = draft.source["languages"]
    assert isinstance(codes, list)
    with translation.override(own):
        condition = in_words(pages[place].condition, draft.source)
        bar = {
            "title": words_of(draft.source.get("title")) or slug,
            "condition": _("Asked when %(condition)s.") % {"condition": condition} if condition else "",
            "words": {
                "preview": _("Preview: nothing that you type here is stored."),
                "back": _("Back to the form"),
                "languages": _("Language"),
                "pages": _("Pages"),
            },
        }
    return {
        "bar": bar,
        "own": own,
        "slug": slug,
        "pages": [
            (page.title, reverse("form_preview_page", args=[slug, language, page.name]), page.name == current)
            for page in pages
        ],
        "translations": [
            (code, names[code], reverse("form_preview_page", args=[slug, code, current]))
            for code in codes
            if code in names
        ],
        "next": reverse("form_preview_page", args=[slug, language, pages[(place + 1) % len(pages)].name]),
    }


def _question(request: HttpRequest, walk: Walk, page: str, context: dict[str, Any]) -> HttpResponse:
    """An eligibility question; an answer that ends the form leads to its ending."""
    name = page.removeprefix(ASK)
    asked = next((question for question in walk.definition.eligibility if question.id == name), None)
    form = None
    if asked is not None:
        form = QuestionsForm([asked], answers={}, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form is None or form.is_valid()):
        return HttpResponseRedirect(_after_question(walk, asked, form, context))
    first = walk.definition.eligibility[:1]
    context |= {
        "definition": walk.definition,
        "place": walk.place,
        "given": [] if asked is None or asked in first else [("", "")],
        "question": asked,
        "form": form,
    }
    return render(
        request, "composing/preview/eligibility.html", context, status=422 if form and form.is_bound else 200
    )


def _after_question(
    walk: Walk, asked: Question | None, form: QuestionsForm | None, context: dict[str, Any]
) -> str:
    if asked is not None and form is not None:
        answer = form.answered().get(asked.id)
        for number, choice in enumerate(asked.choices):
            if choice.value == answer and choice.ends:
                return walk.address(ending_name(asked, number))
        questions = walk.definition.eligibility
        place = questions.index(asked) + 1
        return walk.address(f"{ASK}{questions[place].id}" if place < len(questions) else TASKS)
    return str(context["next"])


def _ending(request: HttpRequest, walk: Walk, page: str, context: dict[str, Any]) -> HttpResponse:
    for question in walk.definition.eligibility:
        for number, choice in enumerate(question.choices):
            if choice.ends and ending_name(question, number) == page:
                context |= {"definition": walk.definition, "ending": choice.ends, "place": walk.place}
                context["start"] = walk.address(f"{ASK}{walk.definition.eligibility[0].id}")
                return render(request, "composing/preview/ended.html", context)
    raise Http404


def _step(request: HttpRequest, walk: Walk, step: Step, context: dict[str, Any]) -> HttpResponse:
    sent = request.method == "POST"
    form = QuestionsForm(
        step.questions,
        answers={},
        data=request.POST if sent else None,
        files=request.FILES if sent else None,
    )
    if sent and form.is_valid():
        return HttpResponseRedirect(str(context["next"]))
    files = [question for question in step.questions if question.kind is Kind.FILE]
    context |= {
        "journey": walk,
        "step": step,
        "form": form,
        "number": walk.definition.steps.index(step) + 1,
        "count": len(walk.definition.steps),
        "has_file": bool(files),
        "takes_more": any(question.most_files > 1 for question in files),
    }
    return render(request, "composing/preview/step.html", context, status=422 if sent else 200)


def _check(request: HttpRequest, walk: Walk, context: dict[str, Any]) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect(str(context["next"]))
    rows = [
        (
            step,
            [
                {"question": question, "answer": "", "address": walk.address(step.id)}
                for question in step.questions
            ],
        )
        for step in walk.definition.steps
    ]
    context |= {"journey": walk, "rows": rows, "send_label": _("Send")}
    return render(request, "composing/preview/check.html", context)
