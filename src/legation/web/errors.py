"""Pages for what cannot be shown: plain words in the visitor's language, the right status, a way on."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.web.context import site
from legation.web.navigation import same_page_elsewhere

log = logging.getLogger(__name__)
Text = str | Promise

PAGES: dict[int, tuple[Text, tuple[Text, ...]]] = {
    400: (
        _("This address or form cannot be read"),
        (_("Something in what your browser sent is not as it should be. Go back and try again."),),
    ),
    403: (
        _("You may not open this page"),
        (_("It is for somebody else, or you need to sign in first."),),
    ),
    404: (
        _("There is no page at this address"),
        (
            _("If you typed the address, check it. If a link led you here, the page may have moved."),
            _("If you need help abroad now, the page of the office nearest to you has its duty telephone."),
        ),
    ),
    405: (
        _("This page cannot be used in that way"),
        (_("Go to the page that you came from and start again."),),
    ),
    413: (
        _("That is too large to send"),
        (_("Nothing was kept. Send smaller files, at most 20 MB each, or fewer of them."),),
    ),
    429: (
        _("Too many attempts from your connection"),
        (_("Wait a minute, then try again. Reading the site is not limited."),),
    ),
    500: (
        _("Something went wrong on our side"),
        (_("What you did may not have been saved. Try again in a few minutes."),),
    ),
    503: (
        _("This part of the site is away for the moment"),
        (
            _("You can still read the site. Try again in a few minutes; nothing that was "
              "confirmed to you is lost."),
        ),
    ),
}  # fmt: skip
FORGED: tuple[Text, tuple[Text, ...]] = (
    _("This form was open for too long"),
    (
        _("For your safety we did not accept it. Go back, reload the page and send it again."),
        _("If you came here from another website, do not trust that website."),
    ),
)


def error_page(
    request: HttpRequest,
    status: int,
    *,
    heading: Text = "",
    sentences: Iterable[Text] = (),
    languages: Iterable[tuple[str, str, str]] = (),
) -> HttpResponse:
    """The page for `status`; other packages may give their own heading and sentences.

    Works while the database is away: nothing on it is looked up then.
    """
    usual = PAGES.get(status, PAGES[500 if status >= 500 else 400])
    context: dict[str, object] = {
        "status": status,
        "heading": heading or usual[0],
        "sentences": list(sentences) or usual[1],
        "languages": list(languages),
        "translations": [(code, name, f"/{code}/") for code, name in settings.LANGUAGES],
    }
    response = HttpResponse(_rendered(request, status, context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def unknown_language(request: HttpRequest) -> HttpResponse | None:
    """A page for a language of the world that this site does not have; None for other addresses."""
    prefix = request.path.lstrip("/").partition("/")[0].lower()
    if not 2 <= len(prefix) <= 12 or prefix in dict(settings.LANGUAGES):
        return None
    try:
        name = translation.get_language_info(prefix)["name_local"]
    except KeyError:
        return None
    return error_page(
        request,
        404,
        heading=_("This site is not available in %s") % name,
        sentences=[_("You can read it in these languages:")],
        languages=same_page_elsewhere(request),
    )


def _rendered(request: HttpRequest, status: int, context: dict[str, object]) -> str:
    if status < 500:
        try:
            return render_to_string("web/error.html", context, request)
        except Exception:
            log.exception("the page for status %s needed the plain form", status)
    plain = {**site(request), "LANGUAGE_CODE": translation.get_language() or settings.LANGUAGE_CODE}
    return render_to_string("web/error.html", {**plain, **context})
