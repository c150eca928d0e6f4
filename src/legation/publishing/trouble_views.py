"""*Abroad in trouble* and the notice of an office in an emergency: small pages, readable on a bad line.

Three taps from everywhere: the link, the kind of trouble or the country, the steps with the telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.offices import queries
from legation.offices.distances import nearest
from legation.offices.emergency_numbers import local_numbers
from legation.offices.models import Office
from legation.publishing import trouble
from legation.publishing.pages.alerts import AlertPage, Level, alerts_for, alerts_in_force
from legation.publishing.pages.base import CHANGES
from legation.publishing.pages.help import VIEWS, HelpPage
from legation.publishing.pages.offices import OfficePage, earliest
from legation.publishing.ports import registration_url
from legation.web.caching import keep
from legation.web.navigation import same_page_elsewhere

LONGEST_PLACE = 80


@dataclass(frozen=True)
class Place:
    """Where somebody is in trouble: a country, and the offices that serve it (or the one asked for)."""

    code: str
    name: str
    offices: tuple[Office, ...]


@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    """All kinds of trouble, and all countries served; `?country=` leads to the page of a country."""
    if "country" in request.GET:
        return _found(request, "")
    return _answer(request, "publishing/help/index.html", {}, alerts_in_force())


@require_safe
def help_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """What to do, with the ministry's telephone, and the countries to choose from."""
    if "country" in request.GET:
        return _found(request, kind)
    return _answer(request, "publishing/help/kind.html", _advice(kind), alerts_in_force())


@require_safe
def help_kind_in(request: HttpRequest, kind: str, country: str) -> HttpResponse:
    """What to do in a country, with the telephone of the office that serves it."""
    place = _place(country)
    return _answer(request, "publishing/help/kind.html", _advice(kind) | _there(place), _alerts(place))


@require_safe
def help_in(request: HttpRequest, country: str) -> HttpResponse:
    """The telephones of a country, and the kinds of trouble."""
    place = _place(country)
    return _answer(request, "publishing/help/country.html", _there(place), _alerts(place))


@require_safe
def help_office(request: HttpRequest, office: str) -> HttpResponse:
    """The same from the page of an office: its own telephone first."""
    found = _office(office)
    place = Place(found.country, queries.country_name(found.country, _language()), (found,))
    return _answer(request, "publishing/help/country.html", _there(place), _alerts(place), found)


@require_safe
def office_emergency(request: HttpRequest, office: str) -> HttpResponse:
    """What happened, what to do, where to assemble, whom to call; says so when there is no emergency."""
    found = _office(office)
    grave = [alert for alert in alerts_for(found) if alert.level == Level.EMERGENCY]
    context = {
        "notices": grave,
        "office": found,
        "office_text": found.text(),
        "office_city": found.city(_language()),
        "office_url": _office_url(found),
        "country": found.country if found.country in found.serves else "",
        "numbers": local_numbers(found.country),
    }
    return _answer(request, "publishing/help/emergency.html", context, [], found)


def help_draft(request: HttpRequest, page: HelpPage | None) -> HttpResponse:
    """What an editor has written and nobody sees yet; None: the first page."""
    if page is None:
        return help_index(request)
    advice = trouble.from_page(page)
    return render(request, "publishing/help/kind.html", _frame() | {"advice": advice, "kind": page.slug})


VIEWS.append(help_draft)


def _found(request: HttpRequest, kind: str) -> HttpResponse:
    """Lead to the country that was typed; the question again when we do not know it."""
    asked = " ".join(request.GET.get("country", "").replace("\0", "").split())
    country = queries.serving(asked[:LONGEST_PLACE]).country if len(asked) <= LONGEST_PLACE else ""
    if country:
        where = f"{kind}/{country.lower()}/" if kind else f"in/{country.lower()}/"
        return redirect(f"/{_language()}/help/{where}")
    problem = _("Type the country or the city in which you are.")
    if asked:
        problem = _("We do not know this place. Type the name of the country, or choose it from the list.")
    context = _frame() | {"asked_place": asked[:LONGEST_PLACE], "problem": problem}
    if kind:
        context |= _advice(kind)
    name = "publishing/help/kind.html" if kind else "publishing/help/index.html"
    return render(request, name, context, status=422)


def _answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    alerts: list[AlertPage],
    office: Office | None = None,
) -> HttpResponse:
    grave = [alert for alert in alerts if alert.level == Level.EMERGENCY]
    notices = {
        "grave": [(alert, _notice_url(alert)) for alert in grave],
        "translations": same_page_elsewhere(request),
    }
    response = render(request, template, _frame() | notices | context)
    tags = {"offices", "alerts", *([f"office:{office.slug}"] if office else [])}
    keep(response, tags, until=earliest(change() for change in CHANGES))
    return response


def _frame() -> dict[str, Any]:
    """What every page of this kind shows."""
    language, desk = _language(), queries.duty_desk()
    return {
        "grave": [],
        "origin": settings.LEGATION_ORIGIN,
        "desk": desk,
        "kinds": trouble.titles(language),
        "register": registration_url("", language),
        "countries": [
            (code.lower(), name, local_numbers(code))
            for code, name, _offices in queries.countries_served(language)
        ],
    }


def _advice(kind: str) -> dict[str, Any]:
    return {"advice": trouble.advice(kind, _language()), "kind": kind}


def _there(place: Place) -> dict[str, Any]:
    near = None if place.offices else nearest(place.code, queries.abroad())
    return {
        "place": place,
        "register": registration_url(place.code, _language()),
        "numbers": local_numbers(place.code),
        "offices": [(office, office.text(), _office_url(office)) for office in place.offices],
        "near": (near, near.text(), _office_url(near)) if near else None,
        "here": "" if place.code == "TW" else place.code.lower(),
    }


def _alerts(place: Place) -> list[AlertPage]:
    """The alerts of the offices there and of the country, each once."""
    wanted = {office.pk for office in place.offices}
    return [
        alert
        for alert in alerts_in_force()
        if not alert.offices() or alert.offices() & wanted or place.code in alert.country_codes
    ]


def _notice_url(alert: AlertPage) -> str:
    """The light page of the office that the alert concerns first, else the alert's own."""
    office = (
        Office.objects.filter(pk__in=alert.offices()).order_by("slug").first() if alert.offices() else None
    )
    return f"/{_language()}/offices/{office.slug}/emergency/" if office else alert.url


def _place(country: str) -> Place:
    code = country.upper()
    if not queries.is_country(code):
        raise Http404
    name = queries.country_name(code, _language())
    return Place(code, name, tuple(queries.serving_country(code)))


def _office(slug: str) -> Office:
    found = Office.objects.prefetch_related("texts").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _office_url(office: Office) -> str:
    """The office's page in this language, else in its own first one; empty when it has none."""
    pages = {page.language: page.url for page in OfficePage.objects.published().few().filter(of=office)}
    return next((pages[code] for code in (_language(), *office.languages) if code in pages), "")


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
