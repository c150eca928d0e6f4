"""Search, the notice before leaving, feeds, the map of the site, and images and files."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.offices.models import Office
from legation.publishing.models import OutboundLink
from legation.publishing.queries import office_or_404, published
from legation.publishing.search import LONGEST_QUERY, count, search
from legation.publishing.services import LONGEST_ADDRESS, digest, host_of
from legation.web import errors

HITS_A_PAGE = 10


@require_safe
def site_search(request: HttpRequest, office: str = "") -> HttpResponse:
    """`?q=` words; of one office below it or with `?office=`. 400 for words that are too long."""
    words = " ".join(request.GET.get("q", "").split())
    place = office_or_404(office or request.GET.get("office", ""))
    problem = ""
    if len(words) > LONGEST_QUERY:
        problem = _("Use at most %(count)d characters.") % {"count": LONGEST_QUERY}
    elif "\0" in words:
        problem = _("Use letters and digits only.")
    language = translation.get_language() or ""
    searched = bool(words) and not problem
    hits = search(words, language, place) if searched else []
    context = {
        "query": words[:LONGEST_QUERY].replace("\0", ""),
        "problem": problem,
        "searched": searched,
        "total": len(hits),
        "page_obj": Paginator(hits, HITS_A_PAGE).get_page(request.GET.get("page")),
        "office": place,
        "office_text": place.text() if place else None,
        "everywhere": count(words, language) if searched and place else 0,
        "elsewhere": _elsewhere(words, language, place) if searched else [],
    }
    return render(request, "publishing/search.html", context, status=400 if problem else 200)


def _elsewhere(words: str, language: str, office: Office | None) -> list[tuple[str, str, int]]:
    """(code, native name, how many) for each other language in which there is something."""
    others = [(code, name) for code, name in settings.LANGUAGES if code != language]
    counted = [(code, name, count(words, code, office)) for code, name in others]
    return [row for row in counted if row[2]]


@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    """Names the destination. Only for addresses that stand on published pages; 400 without, 404 for others."""
    url = request.GET.get("to", "")
    if not url or len(url) > LONGEST_ADDRESS or "\0" in url:
        return errors.error_page(request, 400)
    known = OutboundLink.objects.filter(digest=digest(url), url=url, page__in=published()).select_related(
        "page"
    )
    link = known.first()
    if link is None:
        raise Http404
    context = {"url": url, "host": host_of(url), "back": link.page.url}
    response = render(request, "publishing/leaving.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
