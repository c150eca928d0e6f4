"""A page that does not exist in the language asked for is shown in another one, and says so.

The address stays in the language asked for, with the interface in it; the content stands in the
office's first language, else in the site's first in which there is one.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import get_language, get_language_info

from legation.offices.models import Office

ASKED = "legation_asked_language"  # on the request, where a page is shown in another language
OFFICES = "offices"

Link = tuple[str, str, str]  # code, native name, address


def asked_language(request: HttpRequest) -> str:
    """The language that was asked for where the page is shown in another; else empty."""
    return str(getattr(request, ASKED, ""))


def active_language() -> str:
    """The language of the address."""
    return get_language() or settings.LANGUAGE_CODE


def languages_for(components: list[str]) -> list[str]:
    """In which languages the page is looked for: first the office's, in its order."""
    first: list[str] = []
    if len(components) > 1 and components[0] == OFFICES and "\0" not in components[1]:
        first = next(iter(Office.objects.filter(slug=components[1]).values_list("languages", flat=True)), [])
    codes = [code for code, _name in settings.LANGUAGES]
    return [*(code for code in first if code in codes), *(code for code in codes if code not in first)]


def route(request: HttpRequest, components: list[str], homes: Any) -> Any:
    """Where the address leads in another language. Raises Http404 when it leads nowhere in any.

    `homes` are the first pages of the site; what is not published is not found here either.
    """
    asked = active_language()
    tops = {home.language: home for home in homes.select_related("locale")}
    for code in languages_for(components):
        home = tops.get(code)
        if home is None or code == asked:
            continue
        try:
            found = home.route_here(request, components)
        except Http404:
            continue
        if found.page.is_within_gate:
            setattr(request, ASKED, asked)
            return found
    raise Http404


def context(page: Any, request: HttpRequest, crumbs: list[tuple[str, str]]) -> dict[str, Any]:
    """What a template needs in order to say it; nothing for a page in the language asked for."""
    asked = asked_language(request)
    if not asked:
        return {}
    return {
        "asked": asked,
        "asked_name": _within_a_sentence(dict(settings.LANGUAGES)[asked], asked),
        "shown_name": _within_a_sentence(_called(page.language, asked), asked),
        "crumbs": [(title, in_language(url, page.language, asked)) for title, url in crumbs],
    }


def _called(code: str, language: str) -> str:
    """What a language is called in another one (Unicode CLDR); Django's Japanese calls English American."""
    name = Locale.parse(code, sep="-").get_display_name(Locale.parse(language, sep="-"))
    return name or get_language_info(code)["name_local"]


def _within_a_sentence(name: str, language: str) -> str:
    """Spanish begins the names of languages small."""
    return name.lower() if language == "es" else name


def in_language(url: str, language: str, asked: str) -> str:
    """The same address below the other language."""
    prefix = f"/{language}/"
    return f"/{asked}/{url.removeprefix(prefix)}" if url.startswith(prefix) else url


def default_language(page: Any, translations: list[Link]) -> str:
    """The address for readers of any other language (`x-default`); empty where there is but one."""
    if len(translations) < 2:
        return ""
    found = {code: url for code, _name, url in translations}
    first = page.office.languages if page.office else []
    order = [*first, *(code for code, _name in settings.LANGUAGES)]
    return next(found[code] for code in order if code in found)
