"""The pages of a form's steps: one page of questions, or of a repeating step the list of its entries and
a page for each. They need no cookie and no script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from legation.kernel.errors import Conflict
from legation.questions import repeating, uploads
from legation.questions.answers import Answers, Where
from legation.questions.definition import Kind, Question, Step
from legation.questions.forms import QuestionsForm
from legation.questions.journey import Journey
from legation.questions.repeating import leads_elsewhere
from legation.questions.responses import LATER, MORE, TOKEN, other_languages, private, too_old
from legation.questions.services import drafts
from legation.web.forgery import check_token, issue_token

ENTRY_ID = re.compile(r"[a-z0-9]{8}")
SHOWN = "shown"


@dataclass(frozen=True)
class Page:
    """One page of questions: a step, or one entry of a repeating step."""

    journey: Journey
    step: Step
    entry: str = ""

    @property
    def where(self) -> Where:
        """Where its answers are kept."""
        return Where(self.step.id, self.entry)

    @property
    def title(self) -> str:
        """Its heading."""
        return self.journey.entry_title(self.step, self.entry) if self.entry else str(self.step.title)

    @property
    def address(self) -> str:
        """Its address."""
        return self.journey.address(self.step.id, self.entry)

    @property
    def answers(self) -> Answers:
        """What was answered here before."""
        return self.where.find(self.journey.answers)

    def asked(self, given: Answers | None = None) -> tuple[Question, ...]:
        """The questions to answer here when these are the answers to it, else those that are stored."""
        here = {question.id for question in self.step.questions}
        before = {key: value for key, value in self.journey.counted.items() if key not in here}
        settled = self.step.settled(self.answers if given is None else given, before)
        return self.step.asked({**before, **settled})

    def form(
        self, questions: Sequence[Question], data: QueryDict | None, request: HttpRequest
    ) -> QuestionsForm:
        """Its form, filled with what was answered before or with `data`."""
        return QuestionsForm(
            questions,
            answers=self.answers,
            attached=self.journey.files_at(self.where, questions),
            country=self.journey.country,
            data=data,
            files=request.FILES if data is request.POST else None,
        )

    def renewed(self) -> Page:
        """The same page after something was saved."""
        return Page(self.journey.renewed(), self.step, self.entry)


def step(request: HttpRequest, journey: Journey, which: Step, entry: str = "") -> HttpResponse:
    """One step: shows it, saves what is valid, goes on when all is. `entry`: which one of a repeating
    step; an id that is not there yet begins a new one with the first save."""
    if which not in journey.route or (entry and (which.repeat is None or not ENTRY_ID.fullmatch(entry))):
        return HttpResponseRedirect(journey.base)
    if which.repeat and not entry:
        return repeating.entries(request, journey, which)
    page = Page(journey, which, entry)
    if request.method != "POST":
        return _show(request, page, _opened(request, page))
    form = _sent(request, page)
    problem = too_old()
    if check_token(request, TOKEN):
        try:
            return _save(request, page, form)
        except Conflict:
            return HttpResponseRedirect(journey.base)
        except drafts.TooMany as full:
            problem = str(full.sentence)
    return _show(request, page, form, problem=problem)


def _save(request: HttpRequest, page: Page, form: QuestionsForm) -> HttpResponse:
    leaving = bool(request.POST.get("language")) or request.POST.get("next") == LATER
    waiting = uploads.save(page.journey, form, page.where, leaving=leaving)
    removing = request.POST.get("remove")
    removed = uploads.remove(page.journey, removing) if removing else None
    after = page.renewed()
    if removed is not None and not form.is_typed_wrong():
        return HttpResponseRedirect(f"{after.address}{f'#id_{removed}' if removed else ''}")
    if elsewhere := leads_elsewhere(request, after.journey, after.address):
        return HttpResponseRedirect(elsewhere)
    if form.errors:
        form.show_files(after.journey.files_at(after.where, form.questions))
        return _show(request, after, form)
    return HttpResponseRedirect(_next(request, after, form, stay=waiting))


def _opened(request: HttpRequest, page: Page) -> QuestionsForm:
    """The page as it was left: with what was typed wrongly, if something was."""
    typed = drafts.typed_of(page.journey.draft).get(f"{page.step.id}.{page.entry}")
    data = None
    if typed:
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
    return page.form(page.asked(), data, request)


def _sent(request: HttpRequest, page: Page) -> QuestionsForm:
    """The form for those questions that were on the page and are asked, given what was answered on it."""
    given = page.form(page.step.questions, request.POST, request).answered()
    files = {
        question.id: page.answers[question.id]
        for question in page.step.questions
        if question.kind is Kind.FILE and question.id in page.answers
    }
    was_shown = request.POST.get(SHOWN, "").split() or [question.id for question in page.asked()]
    asked = [question for question in page.asked({**given, **files}) if question.id in was_shown]
    return page.form(asked, request.POST, request)


def _next(request: HttpRequest, after: Page, form: QuestionsForm, *, stay: bool) -> str:
    """Where to go when all is right; `stay`: there is something to tell on this page first. An answer
    that brought up a question leads to it."""
    if stay or request.POST.get("next") == MORE:
        return f"{after.address}#files"
    for question in after.asked():
        if question not in form.questions and question.id not in after.answers:
            return f"{after.address}#id_{question.name}"
    if after.entry:
        return after.journey.address(after.step.id)
    return after.journey.after(after.step)


def _show(request: HttpRequest, page: Page, form: QuestionsForm, *, problem: str = "") -> HttpResponse:
    journey = page.journey
    number, count = journey.number(page.step)
    context = {
        "journey": journey,
        "step": page.step,
        "page": page,
        "list_address": journey.address(page.step.id),
        "form": form,
        "shown": " ".join(question.id for question in form.questions),
        "problem": problem,
        "number": number,
        "count": count,
        "has_file": any(question.kind is Kind.FILE for question in form.questions),
        "takes_more": any(
            question.kind is Kind.FILE and question.most_files > 1 for question in form.questions
        ),
        "is_waiting": journey.is_waiting(form.questions, page.where),
        "languages": other_languages(journey.definition.languages),
        "form_token": issue_token(TOKEN),
    }
    sent = request.method == "POST" and (problem or (form.is_bound and form.errors))
    return private(render(request, "questions/step.html", context, status=422 if sent else 200))
