"""The pages of a form, for whichever package the form belongs to; they need no cookie and no script."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.questions.definition import Answer, Question
from legation.questions.forms import QuestionsForm
from legation.questions.journey import Journey
from legation.questions.models import FormDefinition
from legation.questions.remembering import forget, remember, remembered
from legation.questions.responses import (
    LATER,
    MORE,
    TOKEN,
    in_other_languages,
    other_languages,
    private,
    too_old,
)
from legation.questions.services import resuming
from legation.questions.steps import step
from legation.web.forgery import check_token, issue_token

__all__ = ["LATER", "MORE", "TOKEN", "in_other_languages", "other_languages", "private", "step", "too_old"]


def eligibility(
    request: HttpRequest,
    form: FormDefinition,
    begin: Callable[[dict[str, Answer]], str],
    *,
    start: str,
    more: tuple[Question, ...] = (),
    place: str = "",
    notice: str = "",
) -> HttpResponse:
    """The eligibility questions, one a page, nothing kept on the server; earlier answers travel along.

    `begin` makes the draft of somebody who may apply and returns its address; `start` is this page;
    `more` are questions of the caller, asked last; `place` is the office's name; `notice` is said first of all, such
    as the fee.
    """
    definition = form.definition
    given: dict[str, Answer] = {}
    questions = (*definition.eligibility, *more)
    for question in questions:
        asking = QuestionsForm(
            [question], answers={}, data=request.POST if request.method == "POST" else None
        )
        answered = asking.answered() if asking.is_bound else {}
        if not answered:
            tried = question.id in request.POST or request.POST.get("asked") == question.id
            shown = asking if tried else QuestionsForm([question], answers={})
            return _ask(request, form, given, question, shown, place=place, notice=notice)
        given.update(answered)
        if ending := definition.ending(given):
            context = {"definition": definition, "ending": ending, "start": start, "place": place}
            return private(render(request, "questions/ended.html", context))
    if request.method != "POST":
        return _ask(request, form, given, None, None, place=place, notice=notice)
    if not check_token(request, TOKEN):
        last = questions[-1] if questions else None
        asking_again = QuestionsForm([last], answers=given) if last else None
        return _ask(request, form, given, last, asking_again, problem=too_old(), place=place, notice=notice)
    return HttpResponseRedirect(begin(given))


def _ask(
    request: HttpRequest,
    form: FormDefinition,
    given: dict[str, Answer],
    question: Question | None,
    shown: QuestionsForm | None,
    *,
    problem: str = "",
    place: str = "",
    notice: str = "",
) -> HttpResponse:
    context = {
        "place": place,
        "notice": notice,
        "definition": form.definition,
        "given": [(name, value) for name, value in given.items() if question is None or name != question.id],
        "question": question,
        "form": shown,
        "problem": problem,
        "form_token": issue_token(TOKEN),
    }
    wrong = bool(problem or (shown is not None and shown.is_bound and shown.errors))
    answer = render(request, "questions/eligibility.html", context, status=422 if wrong else 200)
    return private(answer, found=request.method != "POST")


def tasks(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The task list."""
    context = {"journey": journey, "tasks": journey.tasks(), "former": journey.former()}
    return private(render(request, "questions/tasks.html", context))


def check(
    request: HttpRequest,
    journey: Journey,
    *,
    problem: str = "",
    status: int = 200,
    send_label: str = "",
    notice: str = "",
    challenge: str = "",
) -> HttpResponse:
    """Every answer with its Change link, and the button that sends them; `challenge`: a proof of work to send
    with them (`defence.bots`)."""
    context = {
        "journey": journey,
        "sections": list(journey.sections()),
        "former": journey.former(),
        "problem": problem,
        "notice": notice,
        "send_label": send_label,
        "challenge": challenge,
        "form_token": issue_token(TOKEN),
    }
    return private(render(request, "questions/check.html", context, status=status))


def later(
    request: HttpRequest,
    journey: Journey,
    secret: str,
    *,
    resume_path: str,
    code_path: str,
    is_too_often: Callable[[str], bool],
) -> HttpResponse:
    """Sends the link, and at wish a code, with which the person goes on later; or has this browser
    remember the draft.

    `resume_path` ends before the token, `code_path` is where the code is typed; `is_too_often` counts an
    attempt to write to an address.
    """
    email = journey.definition.role("email")
    address = str(journey.answers.get(email.id, "")) if email else ""
    problem, status = "", 200
    if request.method == "POST" and request.POST.get("browser") and check_token(request, TOKEN):
        return _browser(request, journey, secret)
    if request.method == "POST":
        address = request.POST.get("email", "").strip()[:254]
        problem, status = _wrong_address(request, address, is_too_often)
        if not problem:
            with_code = request.POST.get("code") == "on"
            resuming.mail_resume_link(
                journey.draft,
                secret,
                address,
                path=resume_path,
                language=get_language() or settings.LANGUAGE_CODE,
                title=str(journey.definition.title),
                code_path=code_path if with_code else "",
            )
            sent = {"journey": journey, "address": address, "code": code_path if with_code else ""}
            return private(render(request, "questions/later_sent.html", sent))
    context = {
        "journey": journey,
        "address": address,
        "problem": problem,
        "is_remembered": remembered(request, journey.draft.purpose) == secret,
        "form_token": issue_token(TOKEN),
    }
    return private(render(request, "questions/later.html", context, status=status))


def _browser(request: HttpRequest, journey: Journey, secret: str) -> HttpResponse:
    response = private(HttpResponseRedirect(f"{journey.address(LATER)}#browser"))
    if request.POST.get("browser") == "remember":
        remember(request, response, journey.draft.purpose, secret)
    else:
        forget(request, response, journey.draft.purpose)
    return response


def too_often() -> str:
    """What to say to somebody who does the same again and again."""
    return _("This was done too often within an hour. Please wait a while and try again.")


def _wrong_address(
    request: HttpRequest, address: str, is_too_often: Callable[[str], bool]
) -> tuple[str, int]:
    """What is wrong, with its status; nothing when the link can be sent."""
    try:
        validate_email(address)
    except ValidationError:
        return _("Enter an e-mail address such as name@example.org."), 422
    if not check_token(request, TOKEN):
        return too_old(), 422
    return (too_often(), 429) if is_too_often(address) else ("", 200)
