"""Search, the notice before leaving, feeds, the map of the site, and images and files."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from legation.offices.models import Office
from legation.publishing.models import OutboundLink
from legation.publishing.queries import published
from legation.publishing.search import LONGEST_QUERY, search
from legation.publishing.services import LONGEST_ADDRESS, digest
from legation.web import errors

HITS_A_PAGE = 10


@require_safe
def site_search(request: HttpRequest) -> HttpResponse:
    """`?q=` words, `?office=` the slug of one office. 400 for words that are too long."""
    words = " ".join(request.GET.get("q", "").split())
    slug = request.GET.get("office", "")
    office = Office.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
    if slug and office is None:
        raise Http404
    problem = ""
    if len(words) > LONGEST_QUERY:
        problem = _("Use at most %(count)d characters.") % {"count": LONGEST_QUERY}
    elif "\0" in words:
        problem = _("Use letters and digits only.")
    language = translation.get_language() or ""
    hits = search(words, language, office) if words and not problem else []
    context = {
        "query": words[:LONGEST_QUERY].replace("\0", ""),
        "problem": problem,
        "searched": bool(words) and not problem,
        "total": len(hits),
        "page_obj": Paginator(hits, HITS_A_PAGE).get_page(request.GET.get("page")),
        "office": office,
        "office_text": office.text() if office else None,
    }
    return render(request, "publishing/search.html", context, status=400 if problem else 200)


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
    context = {"url": url, "host": urlsplit(url).hostname, "back": link.page.url}
    response = render(request, "publishing/leaving.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
