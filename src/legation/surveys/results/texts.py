"""The page on which staff judge free texts: opened through the gateway, some at a time."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader, require_role
from legation.kernel.errors import LegationError
from legation.offices.models import zone_of
from legation.questions.definition import Question
from legation.questions.views import private
from legation.surveys.models import Survey
from legation.surveys.packing import COUNTED
from legation.surveys.results.models import Judgement, PublicTexts
from legation.surveys.results.permissions import DECIDERS, READERS, serves, survey_of
from legation.surveys.results.services.moderating import (
    HIDDEN,
    SHOWN,
    Decision,
    Text,
    judge,
    make_public,
    opened,
    pending,
    some_rows,
)
from legation.surveys.results.telling import Telling, telling

AT_ONCE = 20
LISTS = ("", SHOWN, HIDDEN)
HISTORY = 50


@dataclass(frozen=True)
class Line:
    """One text on the page: `name` is that of its fields."""

    name: str
    question: Question
    text: Text
    found: list[Telling]

    @property
    def black_out(self) -> str:
        """What is proposed to be blacked out, a line each."""
        return "\n".join(each.text for each in self.found)


@require_role(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def survey_texts(request: HttpRequest, survey: str) -> HttpResponse:
    """How many texts wait; on asking (POST) some of them, with a receipt."""
    found = survey_of(request.user, survey, *READERS)
    user = request.user
    assert isinstance(user, User)
    which = request.POST.get("which", "")
    lines = None
    if request.method == "POST" and which in LISTS:
        rows = some_rows(found, which, AT_ONCE, _number(request.POST.get("after", "-1")))
        lines = _lines(found, opened(reader(user, found.office), found, rows))
        context_after = rows[-1].pk if len(rows) == AT_ONCE else None
    else:
        context_after = None
    public = {row.question for row in PublicTexts.objects.filter(survey=found)}
    asked = [question for question in found.form.definition if question.kind not in COUNTED]
    context = {
        "survey": found,
        "pending": pending(found),
        "lines": lines,
        "which": which,
        "after": context_after,
        "questions": [(question, question.id in public) for question in asked],
        "decides": serves(user, *DECIDERS, office=found.office),
        "history": _history(found),
    }
    with timezone.override(zone_of(found.office)):
        return private(render(request, "survey_results/texts.html", context))


@require_role(*READERS)
@require_POST
def survey_judge(request: HttpRequest, survey: str) -> HttpResponse:
    """What was decided about the texts on the page; those of which nothing was said stay as they are."""
    found = survey_of(request.user, survey, *READERS)
    user = request.user
    assert isinstance(user, User)
    decisions = [
        Decision(
            _number(name.split(":")[1]),
            name.split(":")[2],
            value == SHOWN,
            request.POST.get(name.replace("judge:", "black:"), "").splitlines() if value == SHOWN else (),
        )
        for name, value in request.POST.items()
        if name.startswith("judge:") and name.count(":") == 2 and value in (SHOWN, HIDDEN)
    ]
    try:
        done = judge(found, reader(user, found.office), user, decisions)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(
            request,
            ngettext("%(number)s text is judged.", "%(number)s texts are judged.", done) % {"number": done},
        )
    return redirect("survey_texts", found.slug)


@require_role(*DECIDERS)
@require_POST
def survey_public_texts(request: HttpRequest, survey: str) -> HttpResponse:
    """Show the texts of one question with the public results, or no more."""
    found = survey_of(request.user, survey, *DECIDERS)
    user = request.user
    assert isinstance(user, User)
    question = found.form.definition.question(request.POST.get("question", ""))
    if question is None or question.kind in COUNTED:
        messages.error(request, _("Choose a question that is answered in one's own words."))
        return redirect("survey_texts", found.slug)
    public = request.POST.get("public") == "yes"
    make_public(found, question.id, reader(user, found.office), public=public, by=user)
    messages.success(
        request, _("The texts are public now.") if public else _("The texts are not public any more.")
    )
    return redirect("survey_texts", found.slug)


def _lines(survey: Survey, texts: list[Text]) -> list[Line]:
    """One question after the other, as the form asks them."""
    questions = {question.id: question for question in survey.form.definition}
    order = [*questions]
    known = sorted(
        (text for text in texts if text.question in questions), key=lambda text: order.index(text.question)
    )
    return [
        Line(f"{text.row.pk}:{text.question}", questions[text.question], text, telling(text.written))
        for text in known
    ]


def _history(survey: Survey) -> list[tuple[Judgement, str]]:
    labels = {question.id: str(question.label) for question in survey.form.definition}
    rows = Judgement.objects.filter(survey=survey).select_related("by")[:HISTORY]
    return [(row, labels.get(row.question, row.question)) for row in rows]


def _number(text: str) -> int:
    """The key of an answer; -1, which none has, for what could not be one."""
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
    return found if found < 1 << 63 else -1
