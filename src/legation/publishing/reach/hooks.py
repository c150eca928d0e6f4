"""Wagtail's own points at which lists are narrowed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from legation.publishing.pages.base import KNOWS_DRAFT
from legation.publishing.reach.links import LinkableElementHandler, PublishedLinkHandler
from legation.publishing.reach.narrowed import OwnDocuments, OwnImages
from legation.publishing.reach.people import (
    is_everywhere,
    linkable,
    own_documents,
    own_images,
    own_pages,
    shows_draft,
)

KNOWS_DRAFT.append(shows_draft)


@hooks.register("construct_page_chooser_queryset")
def only_linkable(pages: Any, request: HttpRequest) -> Any:
    """One's own pages, and the public ones of others."""
    user: Any = request.user  # only staff come here
    return linkable(pages, user)


@hooks.register("construct_explorer_page_queryset")
def only_own_pages(parent: Any, pages: Any, request: HttpRequest) -> Any:
    """One's own pages below `parent`."""
    user: Any = request.user
    return pages if is_everywhere(user) else pages.filter(pk__in=own_pages(user).values("pk"))


@hooks.register("construct_image_chooser_queryset")
def only_own_images(images: Any, request: HttpRequest) -> Any:
    """Images of one's own offices."""
    user: Any = request.user
    return images.filter(pk__in=own_images(user).values("pk"))


@hooks.register("construct_document_chooser_queryset")
def only_own_documents(documents: Any, request: HttpRequest) -> Any:
    """Files of one's own offices."""
    user: Any = request.user
    return documents.filter(pk__in=own_documents(user).values("pk"))


@hooks.register("construct_admin_api", order=100)
def narrowed_api(router: Any) -> None:
    """The editor's API tells of one's own images and files only."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


@hooks.register("register_rich_text_features", order=100)
def links_show_nothing_unknown(features: Any) -> None:
    """Replaces Wagtail's handling of links between pages, in the editor and on the page."""
    features.register_link_type(PublishedLinkHandler)
    rule = features.converter_rules_by_converter["contentstate"]["link"]
    rule["from_database_format"]['a[linktype="page"]'] = LinkableElementHandler("LINK")
