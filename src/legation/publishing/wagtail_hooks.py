"""What publishing changes in Wagtail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import escape
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.rich_text import LinkHandler

from legation.publishing import services
from legation.publishing.clearance.policies import narrowed, see_only_what_may_be_seen
from legation.publishing.models import SitePage
from legation.publishing.pages.base import PUBLICATION_CHECKS
from legation.publishing.reach import hooks as reach_hooks  # noqa: F401  # registers them
from legation.publishing.review import refusal
from legation.publishing.templatetags.publishing import leaving


class OutboundLinkHandler(LinkHandler):
    """A link to another website is marked and leads to the notice first."""

    identifier = "external"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        address = attrs["href"]
        if not services.is_outbound(address):
            return f'<a href="{escape(address)}">'
        mark = gettext("another website:")
        return (
            f'<a class="outbound" href="{escape(leaving(address))}" data-address="{escape(address)}"'
            f' rel="noopener external">'
            f'<span class="visually-hidden">{escape(mark)} </span>'
        )


class ServedFileHandler(DocumentLinkHandler):
    """A link to a file leads there while the file is open; otherwise its text stands alone."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [
            f'<a href="{escape(row.url)}">' if row and row.is_open else "<a>"
            for row in cls.get_many(attrs_list)
        ]


@hooks.register("register_rich_text_features", order=200)
def mark_links(features: Any) -> None:
    """Replaces Wagtail's plain handling of links to other websites and to files."""
    features.register_link_type(OutboundLinkHandler)
    features.register_link_type(ServedFileHandler)


@hooks.register("before_publish_page")
def another_person_publishes(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Keeps the draft and says who may publish it."""
    if isinstance(page, SitePage) and (why := refusal(page, request.user)):  # type: ignore[arg-type]  # staff only
        messages.error(request, str(why))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def check_publication(page: Any, user: Any, revision: Any) -> None:
    """The same where a workflow publishes. Raises PermissionDenied."""
    if why := refusal(page, user, revision):
        raise PermissionDenied(str(why))


PUBLICATION_CHECKS.append(check_publication)
see_only_what_may_be_seen()


@hooks.register("construct_page_chooser_queryset")
def choose_visible_pages(pages: Any, request: HttpRequest) -> Any:
    """Who picks a page for a link or a move sees only what they may see."""
    return narrowed(pages, request.user)
