"""Editing a draft: its outline, and one page for each part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import Conflict, LegationError
from legation.questions.composing import editing, services
from legation.questions.composing.access import own_draft, revision_of, staff
from legation.questions.composing.adding_forms import KindForm, NewQuestion, NewStep
from legation.questions.composing.checking import problems_of
from legation.questions.composing.condition_form import ConditionForm
from legation.questions.composing.conditions import before
from legation.questions.composing.forms import EndingPart, FormPart, QuestionPart, StepPart
from legation.questions.composing.models import FormDraft
from legation.questions.composing.outline import outline_of, problems_shown
from legation.questions.composing.permissions import COMPOSERS
from legation.questions.composing.places import Loose, Part, words_of
from legation.questions.kinds import Kind

SALT = "legation.questions.composing.opened"
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


class PartForm(Protocol):
    """What every page of a part is made with."""

    def is_valid(self) -> bool:
        """Whether what was typed can be kept."""

    def result(self) -> Any:
        """The part as it is to be kept."""


@dataclass(frozen=True)
class Page:
    """One page of a part: `make` builds its form from the value as it was opened and what was sent."""

    part: Part
    make: Callable[[Any, Any], PartForm]
    template: str
    context: Loose
    stays: bool = False


@never_cache
@require_safe
@require_role(*COMPOSERS)
def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole draft at a glance, with everything that stands against it."""
    draft = own_draft(request, slug)
    problems = problems_of(draft.source, draft.form)
    context = {
        "draft": draft,
        "title": words_of(draft.source.get("title")) or slug,
        "outline": outline_of(draft.source, slug, problems),
        "problems": problems_shown(draft.source, slug, problems),
        "languages": _languages(draft),
    }
    return render(request, "composing/outline.html", context)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def form_part(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, introduction, languages and retention."""
    draft = own_draft(request, slug)
    codes = _languages(draft)
    page = Page(
        Part("form"), lambda value, data: FormPart(codes, value, data), "composing/form_part.html", {}
    )
    return _page(request, draft, page)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def step_part(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One step."""
    draft = own_draft(request, slug)
    codes = _languages(draft)
    page = Page(
        Part("step", name), lambda value, data: StepPart(codes, value, data), "composing/step_part.html", {}
    )
    return _page(request, draft, page)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def question_part(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One question with its choices."""
    draft = own_draft(request, slug)
    codes, before_form = _languages(draft), editing.is_eligibility(draft.source, name)

    def make(value: Any, data: Any) -> QuestionPart:
        return QuestionPart(codes, value, data, eligibility=before_form)

    context = {"eligibility": before_form, "kind_form": KindForm()}
    page = Page(Part("question", name), make, "composing/question_part.html", context, stays=True)
    return _page(request, draft, page)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def ending_part(request: HttpRequest, slug: str, name: str, value: str) -> HttpResponse:
    """Where the journey ends for whoever gives this answer."""
    draft = own_draft(request, slug)
    if not editing.is_eligibility(draft.source, name):
        raise Http404
    codes = _languages(draft)
    question = editing.question_at(draft.source, name)
    labels = {choice["value"]: words_of(choice.get("label")) for choice in question.get("choices", [])}
    context = {"question": words_of(question.get("label")) or name, "answer": labels.get(value) or value}
    page = Page(
        Part("question", name, value),
        lambda opened, data: EndingPart(codes, opened or {}, data),
        "composing/ending_part.html",
        context,
    )
    return _page(request, draft, page)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def condition_part(request: HttpRequest, slug: str, kind: str, name: str) -> HttpResponse:
    """When a step or a question is asked."""
    draft = own_draft(request, slug)
    if kind == "question" and editing.is_eligibility(draft.source, name):
        raise Http404
    earlier = before(draft.source, kind, name)
    page = Page(
        Part(kind, name, "when"),
        lambda value, data: ConditionForm(value, earlier, data),
        "composing/condition_part.html",
        {"has_earlier": bool(earlier)},
    )
    return _page(request, draft, page)


def _page(request: HttpRequest, draft: FormDraft, page: Page) -> HttpResponse:
    """Show the part; save it where nobody else changed it since it was opened.

    Where somebody did, what was typed is shown again beside what stands now; sending it once more
    replaces that.
    """
    slug, there = draft.form.slug, True
    try:
        now = editing.value_of(draft.source, page.part)
    except Conflict:
        if request.method != "POST":
            raise Http404 from None
        now, there = None, False
    if request.method != "POST":
        return _show(request, draft, page, page.make(now, None), opened=now)
    try:
        opened = signing.loads(request.POST.get("words-opened", ""), salt=SALT)
    except signing.BadSignature:
        opened = now if there else {}
    form = page.make(opened, request.POST)
    if not form.is_valid():
        return _show(request, draft, page, form, opened=opened, status=422)
    seen = request.POST.get("seen", "")
    base = seen if there and seen == editing.mark(now) else editing.mark(opened)
    try:
        services.change(draft.form, staff(request), editing.saving(page.part, base, form.result()))
    except Conflict as refusal:
        theirs = page.make(now, None) if there else None
        return _show(
            request, draft, page, form, opened=opened, theirs=theirs, now=now, refusal=refusal, status=409
        )
    messages.success(request, _("Saved in the draft."))
    return HttpResponseRedirect(_after(request, slug, page, form))


def _after(request: HttpRequest, slug: str, page: Page, form: PartForm) -> str:
    """Stays where more is to be written on the same page, else back to the outline at the part."""
    if request.POST.get("next") == "stay" or (isinstance(form, ConditionForm) and form.goes_on):
        return request.path
    return f"{reverse('form_draft', args=[slug])}#{page.part.kind}-{page.part.id}"


def _show(
    request: HttpRequest,
    draft: FormDraft,
    page: Page,
    form: PartForm,
    *,
    opened: Any,
    theirs: PartForm | None = None,
    now: Any = None,
    refusal: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    item = _item(draft, page.part)
    context = {
        **page.context,
        "draft": draft,
        "part": page.part,
        "item": item,
        "name": words_of(item.get("title") or item.get("label")) or page.part.id,
        "form": form,
        "theirs": theirs,
        "refusal": str(refusal.sentence) if refusal else "",
        "seen": editing.mark(now) if theirs is not None else "",
        "opened": signing.dumps(opened, salt=SALT, compress=True),
        "languages": _languages(draft),
    }
    return render(request, page.template, context, status=status)


def _item(draft: FormDraft, part: Part) -> Loose:
    """The part with everything in it; empty when it is gone."""
    try:
        if part.kind == "step":
            return editing.step_at(draft.source, part.id)
        return editing.question_at(draft.source, part.id) if part.kind == "question" else draft.source
    except Conflict:
        return {}


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def add_step(request: HttpRequest, slug: str) -> HttpResponse:
    """One more step at the end."""
    draft = own_draft(request, slug)
    form = NewStep(_languages(draft), draft.source, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        edit = editing.adding_step(form.name, form.texts("title"))
        if _tried(request, draft, edit):
            return redirect("form_add_question", slug, form.name)
    context = {"draft": draft, "form": form, "heading": _("Add a step")}
    return render(request, "composing/add.html", context, status=422 if form.is_bound else 200)


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def add_question(request: HttpRequest, slug: str, where: str) -> HttpResponse:
    """One more question at the end of a step or of the eligibility questions."""
    draft = own_draft(request, slug)
    try:
        editing.rows({**draft.source}, where)
    except Conflict:
        raise Http404 from None
    data = request.POST if request.method == "POST" else None
    form = NewQuestion(_languages(draft), draft.source, data, eligibility=where == "eligibility")
    if form.is_bound and form.is_valid():
        question = form.question()
        if _tried(request, draft, editing.adding_question(where, question)):
            return redirect("form_question", slug, str(question["id"]))
    heading = _("Add an eligibility question") if where == "eligibility" else _("Add a question")
    context = {"draft": draft, "form": form, "heading": heading}
    return render(request, "composing/add.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@require_role(*COMPOSERS)
def change_kind(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Another kind of answer: what only the old kind has goes, which undoing brings back."""
    draft = own_draft(request, slug)
    form = KindForm(request.POST)
    if editing.is_eligibility(draft.source, name) or not form.is_valid():
        raise Http404
    _tried(request, draft, editing.changing_kind(name, Kind(form.cleaned_data["kind"])))
    return redirect("form_question", slug, name)


@never_cache
@require_POST
@require_role(*COMPOSERS)
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """Move or remove a part, or undo the last change."""
    draft = own_draft(request, slug)
    kind, _colon, rest = request.POST.get("act", "").partition(":")
    which, _colon, name = rest.partition(":")
    revision, user = revision_of(request), staff(request)
    try:
        if kind == "undo":
            services.undo(draft.form, user, revision=revision)
            messages.success(request, _("The last change was taken back. Undo again to bring it back."))
        elif kind in ("up", "down"):
            edit = editing.moving(which, name, -1 if kind == "up" else 1)
            services.change(draft.form, user, edit, revision=revision)
        elif kind == "remove":
            services.change(draft.form, user, editing.removing(which, name), revision=revision)
            messages.success(request, _("Removed. You can undo that."))
        else:
            raise Http404
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
    anchor = f"#{which}-{name}" if kind in ("up", "down") else ""
    return HttpResponseRedirect(f"{reverse('form_draft', args=[slug])}{anchor}")


def _tried(request: HttpRequest, draft: FormDraft, edit: services.Edit) -> bool:
    """Apply the edit; a refusal is told on the page."""
    try:
        services.change(draft.form, staff(request), edit)
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
        return False
    return True


def _languages(draft: FormDraft) -> list[str]:
    found = draft.source.get("languages")
    return [str(code) for code in found] if isinstance(found, list) else []
