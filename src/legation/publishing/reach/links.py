"""Links from one page to another name only pages that the reader may know of."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.admin.rich_text.converters.html_to_contentstate import PageLinkElementHandler
from wagtail.rich_text.pages import PageLinkHandler

from legation.publishing.models import SitePage
from legation.publishing.pages.base import SitePageQuerySet
from legation.publishing.reach.people import in_the_editor, links_to_page


class PublishedLinkHandler(PageLinkHandler):
    """On a page: a link to what is not published leads nowhere and shows no address."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        pages = [page.localized if page else None for page in cls.get_many(attrs_list)]
        numbers = [page.pk for page in pages if page]
        known = set(
            SitePageQuerySet(SitePage).published().filter(pk__in=numbers).values_list("pk", flat=True)
        )
        return [f'<a href="{escape(page.url)}">' if page and page.pk in known else "<a>" for page in pages]


class LinkableElementHandler(PageLinkElementHandler):
    """In the editor: a number that was typed in by hand shows nothing of the page behind it."""

    def get_attribute_data(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What the editor learns of the page; for one that it may not know, only the number it gave."""
        user = in_the_editor.get()
        if user is not None and not links_to_page(user, attrs["id"]):
            return {"id": int(attrs["id"]), "url": None, "parentId": None}
        known: dict[str, Any] = super().get_attribute_data(attrs)
        return known
