"""Where the masthead and the footer lead, and the same page in the other languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Translation = tuple[str, str, str]  # code, native name, address

# The addresses of the published interface, below the language.
DESTINATIONS: tuple[tuple[Text, str], ...] = (
    (_("Offices"), "offices/"),
    (_("Services"), "services/"),
    (_("Write to the Minister"), "mailbox/"),
    (_("Follow a case"), "cases/"),
    (_("Our promises"), "assurance/"),
)
# Three columns: heading, then links.
FOOTER: tuple[tuple[Text, tuple[tuple[Text, str], ...]], ...] = (
    (
        _("What we promise"),
        (
            (_("Privacy and security policy"), "policy/"),
            (_("Our promises and their proof"), "assurance/"),
            (_("Cookies"), "cookies/"),
            (_("Statistics"), "statistics/"),
        ),
    ),
    (
        _("Get in touch"),
        (
            (_("Write to the Minister"), "mailbox/"),
            (_("Follow a case"), "cases/"),
            (_("Register while you are abroad"), "registration/"),
            (_("Questions about the policy"), "policy/contact/"),
            (_("Report a weakness"), "/.well-known/security.txt"),
        ),
    ),
    (
        _("Keep informed"),
        (
            (_("News"), "news/"),
            (_("Alerts"), "alerts/"),
            (_("Surveys"), "surveys/"),
            (_("News as a feed"), "feed.atom"),
        ),
    ),
)
LANGUAGE_CODES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Destination:
    """A link; `current` when it leads to the part of the site that is being shown."""

    title: Text
    url: str
    current: bool = False
    exact: bool = False


def destinations(path: str) -> list[Destination]:
    """The masthead's row, as seen from `path`."""
    return list(_links(DESTINATIONS, path))


def footer(path: str) -> list[tuple[Text, list[Destination]]]:
    """The footer's columns, each a heading and its links."""
    return [(heading, list(_links(entries, path))) for heading, entries in FOOTER]


def _links(entries: Iterable[tuple[Text, str]], path: str) -> Iterable[Destination]:
    language = translation.get_language() or settings.LANGUAGE_CODE
    for title, place in entries:
        url = place if place.startswith("/") else f"/{language}/{place}"
        yield Destination(title, url, current=path.startswith(url), exact=path == url)


def same_page_elsewhere(request: HttpRequest | None) -> list[Translation]:
    """The path in every language of the site; each language's first page where the path has none."""
    path = request.path if request is not None else "/"
    prefix, _slash, rest = path.lstrip("/").partition("/")
    known = prefix in LANGUAGE_CODES
    return [(code, name, f"/{code}/{rest}" if known else f"/{code}/") for code, name in settings.LANGUAGES]
