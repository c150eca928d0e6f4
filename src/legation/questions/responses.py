"""What all pages of forms have in common: they are private, and they say the same of the same mishap."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from legation.questions.models import FormDefinition

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
