"""Every page of a survey in each of its languages, before it is approved. Nothing that is typed here is sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from legation.accounts.staff.permissions import require_role
from legation.questions.composing.checking import each_part
from legation.questions.composing.conditions import in_words
from legation.questions.composing.preview import shown_definition
from legation.questions.forms import QuestionsForm
from legation.questions.reading import WrongDefinition
from legation.surveys.desk.permissions import SEERS
from legation.surveys.desk.problems import questions_of
from legation.surveys.desk.views import seen_plan


@never_cache
@require_safe
@require_role(*SEERS)
def preview(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """All questions, also those that are asked of some only, with the words around them."""
    plan = seen_plan(request, slug)
    found = questions_of(plan)
    source: dict[str, Any] = found.source if found else {}
    languages = [code for code in source.get("languages", []) if code in dict(settings.LANGUAGES)]
    if language not in languages:
        raise Http404
    own = translation.get_language() or settings.LANGUAGE_CODE
    names = dict(settings.LANGUAGES)
    with translation.override(own):
        bar = {
            "preview": _("Preview: nothing that you type here is stored."),
            "back": _("Back to the survey"),
            "languages": _("Language"),
        }
        conditions = {
            str(item.get("id")): _("Asked when %(condition)s") % {"condition": in_words(item["when"], source)}
            for _where, item in each_part(source)
            if item.get("when")
        }
    with translation.override(language), timezone.override(plan.zone):
        try:
            definition = shown_definition(source)
        except WrongDefinition:
            return render(request, "survey_desk/no_preview.html", {"plan": plan})
        parts = [
            (step, conditions.get(step.id, ""), _fields(step.questions, conditions))
            for step in definition.steps
        ]
        context = {
            "plan": plan,
            "own": own,
            "bar": bar,
            "definition": definition,
            "parts": parts,
            "languages": [(code, names[code]) for code in languages],
            "language": language,
        }
        return render(request, "survey_desk/preview.html", context)


def _fields(questions: Any, conditions: dict[str, str]) -> list[tuple[Any, str]]:
    form = QuestionsForm(questions, answers={})
    return [(form[question.name], conditions.get(question.id, "")) for question in questions]
