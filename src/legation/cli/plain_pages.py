"""Rendering the small static pages that the edge answers with when nothing else may or can."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.edge.plain_pages import folder
from legation.kernel.files import write_atomically
from legation.web.errors import PAGES, Text, error_page

LIKE = {408: 400, 414: 400, 431: 400, 501: 405, 404: 404}
NAMED: dict[str, tuple[int, Text, tuple[Text, ...]]] = {
    "blocked": (
        403,
        _("Your connection is blocked for the moment"),
        (
            _("Requests from it looked like an attack. The block ends by itself."),
            _("If you need help abroad now, call the duty telephone of the office nearest to you."),
        ),
    ),
    "firewall": (
        403,
        _("This was refused"),
        (
            _(
                "Our firewall took what you sent for an attack. If it was none, go back, write it in other"
                " words and try again."
            ),
        ),
    ),
    "verdicts": (
        503,
        _("The verdicts cannot be checked now"),
        (_("What this page showed before is too old to be shown as true. Try again in a few minutes."),),
    ),
    "408": (
        408,
        _("It took too long to arrive"),
        (_("Nothing was kept. Try again; on a slow line send smaller files, one at a time."),),
    ),
}


def write_all() -> int:
    """Write every page in every language; how many."""
    written = 0
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, content in _pages(_request(code)):
                write_atomically(folder(settings.LEGATION_DATA) / f"{name}.{code}.html", content)
                written += 1
    return written


def _pages(request: HttpRequest) -> Iterator[tuple[str, bytes]]:
    for status in PAGES:
        yield str(status), error_page(request, status).content
    for status, like in LIKE.items():
        heading, sentences = PAGES[like]
        yield str(status), error_page(request, status, heading=heading, sentences=sentences).content
    for name, (status, heading, sentences) in NAMED.items():
        yield name, error_page(request, status, heading=heading, sentences=sentences).content


def _request(code: str) -> HttpRequest:
    return RequestFactory(HTTP_HOST=settings.LEGATION_HOSTS[0]).get(f"/{code}/", secure=True)
