"""The pages of a form, for whichever package the form belongs to; they need no cookie and no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.kernel.errors import Conflict
from legation.questions import uploads
from legation.questions.definition import Answer, Kind, Question, Step
from legation.questions.forms import QuestionsForm
from legation.questions.journey import Journey
from legation.questions.models import FormDefinition
from legation.questions.services import drafts
from legation.web.forgery import check_token, issue_token

Response = TypeVar("Response", bound=HttpResponseBase)
TOKEN = "questions"  # noqa: S105  # the name of the forms, no secret
LATER, MORE = "later", "more"


def private(response: Response, *, found: bool = False) -> Response:
    """Keeps a page with personal answers out of every cache and index.

    `found`: nobody has answered anything yet, so that search engines may lead to it.
    """
    response.headers["Cache-Control"] = "no-store, private"
    if not found:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def too_old() -> str:
    """What to say when a form token is missing or old; the answers are shown again."""
    return _("This page was open for too long. Your answers are still here: please send them again.")


def other_languages(journey_languages: tuple[str, ...]) -> list[tuple[str, str]]:
    """Code and own name of each other language of a form."""
    return [
        (code, name)
        for code, name in settings.LANGUAGES
        if code in journey_languages and code != get_language()
    ]


def in_other_languages(request: HttpRequest, form: FormDefinition, languages: list[str]) -> HttpResponse:
    """Instead of a form that there is not in the language asked for: where it is, first language first."""
    names = dict(settings.LANGUAGES)
    prefix = f"/{get_language()}/"
    rest = request.path.removeprefix(prefix)
    context = {
        "title": form.definition.title.by_language[languages[0]],
        "title_language": languages[0],
        "languages": [(code, names[code], f"/{code}/{rest}") for code in languages],
    }
    return private(render(request, "questions/other_language.html", context))


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
    return private(render(request, "questions/tasks.html", {"journey": journey, "tasks": journey.tasks()}))


def step(request: HttpRequest, journey: Journey, which: Step) -> HttpResponse:
    """One step: shows it, saves what is valid, goes on when all is."""
    if which not in journey.route:
        return HttpResponseRedirect(journey.base)
    questions = which.asked(journey.answers)
    if request.method != "POST":
        return _show_step(
            request, journey, which, QuestionsForm(questions, answers=journey.answers, attached=journey.files)
        )
    form = QuestionsForm(
        questions,
        answers=journey.answers,
        attached=journey.files,
        data=request.POST,
        files=request.FILES,
    )
    if not check_token(request, TOKEN):
        return _show_step(request, journey, which, form, problem=too_old())
    try:
        waiting = uploads.save(journey, form)
        removed = uploads.remove(journey, request.POST["remove"]) if request.POST.get("remove") else None
    except Conflict:
        return HttpResponseRedirect(journey.base)
    after = Journey(journey.draft, journey.base, journey.zone, journey.place)
    if removed is not None and not form.is_typed_wrong():
        return HttpResponseRedirect(f"{after.address(which.id)}{f'#id_{removed}' if removed else ''}")
    return _go_on(request, after, which, form, stay=waiting)


def _go_on(
    request: HttpRequest, after: Journey, which: Step, form: QuestionsForm, *, stay: bool
) -> HttpResponse:
    """Where the pressed button leads; `stay`: there is something to tell on this page first."""
    if (language := request.POST.get("language")) in after.definition.languages:
        return HttpResponseRedirect(translate_url(after.address(which.id), str(language)))
    if request.POST.get("next") == LATER:
        return HttpResponseRedirect(after.address(LATER))
    if form.errors:
        form.show_files(after.files)
        return _show_step(request, after, which, form)
    if stay or request.POST.get("next") == MORE:
        return HttpResponseRedirect(f"{after.address(which.id)}#files")
    return HttpResponseRedirect(after.after(which))


def _show_step(
    request: HttpRequest, journey: Journey, which: Step, form: QuestionsForm, *, problem: str = ""
) -> HttpResponse:
    number, count = journey.number(which)
    context = {
        "journey": journey,
        "step": which,
        "form": form,
        "problem": problem,
        "number": number,
        "count": count,
        "has_file": any(question.kind is Kind.FILE for question in form.questions),
        "takes_more": any(
            question.kind is Kind.FILE and question.most_files > 1 for question in form.questions
        ),
        "is_waiting": journey.is_waiting(form.questions),
        "languages": other_languages(journey.definition.languages),
        "form_token": issue_token(TOKEN),
    }
    status = 422 if problem or (form.is_bound and form.errors) else 200
    return private(render(request, "questions/step.html", context, status=status))


def check(
    request: HttpRequest,
    journey: Journey,
    *,
    problem: str = "",
    status: int = 200,
    send_label: str = "",
    notice: str = "",
) -> HttpResponse:
    """Every answer with its Change link, and the button that sends them."""
    context = {
        "journey": journey,
        "rows": list(journey.rows()),
        "problem": problem,
        "notice": notice,
        "send_label": send_label,
        "form_token": issue_token(TOKEN),
    }
    return private(render(request, "questions/check.html", context, status=status))


def later(
    request: HttpRequest,
    journey: Journey,
    secret: str,
    *,
    resume_path: str,
    is_too_often: Callable[[str], bool],
) -> HttpResponse:
    """Sends the link with which the person goes on later. `resume_path` ends before the token;
    `is_too_often` counts an attempt to write to an address."""
    email = journey.definition.role("email")
    address = str(journey.answers.get(email.id, "")) if email else ""
    problem, status = "", 200
    if request.method == "POST":
        address = request.POST.get("email", "").strip()[:254]
        problem, status = _wrong_address(request, address, is_too_often)
        if not problem:
            language = get_language() or settings.LANGUAGE_CODE
            title = str(journey.definition.title)
            drafts.mail_resume_link(
                journey.draft, secret, address, path=resume_path, language=language, title=title
            )
            sent = {"journey": journey, "address": address}
            return private(render(request, "questions/later_sent.html", sent))
    context = {"journey": journey, "address": address, "problem": problem, "form_token": issue_token(TOKEN)}
    return private(render(request, "questions/later.html", context, status=status))


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
