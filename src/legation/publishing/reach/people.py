"""What a person may see and pick in the editor, asked in one place."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db.models import QuerySet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from legation.accounts.models import Role, User
from legation.publishing.models import SiteDocument, SiteImage, SitePage
from legation.publishing.pages.base import SitePageQuerySet

EDITORIAL = (Role.EDITOR, Role.TRANSLATOR, Role.PUBLISHER, Role.ADMINISTRATOR)
OF_FILES = ("add", "change", "delete", "choose")
# Who is in the editor just now, for the few places in Wagtail that are not told.
in_the_editor: ContextVar[User | None] = ContextVar("in_the_editor", default=None)


def is_everywhere(user: User) -> bool:
    """Whether the person works for all offices in all languages: then nothing is kept from them here."""
    grants = user.grants.in_force().filter(role__in=EDITORIAL, office=None, language="")
    return user.is_active and grants.exists()


def own_pages(user: User) -> QuerySet[Page]:
    """The pages of the person's offices and languages, and those above them, through which one goes."""
    rows: QuerySet[Page] = page_permission_policy.explorable_instances(user)
    return rows


def linkable(rows: QuerySet[Page], user: User) -> QuerySet[Page]:
    """Those of `rows` to which the person may link: their own, and whatever the public sees anyway."""
    if is_everywhere(user):
        return rows
    public = SitePageQuerySet(SitePage).published().values("pk")
    return rows.filter(pk__in=own_pages(user).values("pk")) | rows.filter(pk__in=public)


def reaches_page(user: User, number: object) -> bool:
    """Whether the page is the person's own, or waits for them as the second person."""
    if own_pages(user).filter(pk=number).exists():
        return True
    page = Page.objects.filter(pk=number).first()
    return page is not None and bool(page.specific.permissions_for_user(user).can_edit())


def links_to_page(user: User, number: object) -> bool:
    """Whether the person may link to the page."""
    return linkable(Page.objects.filter(pk=number), user).exists()


def own_images(user: User) -> QuerySet[SiteImage]:
    """The images in the collections of the person's offices."""
    rows: QuerySet[SiteImage] = image_policy.instances_user_has_any_permission_for(user, OF_FILES)
    return rows


def own_documents(user: User) -> QuerySet[SiteDocument]:
    """The files in the collections of the person's offices."""
    rows: QuerySet[SiteDocument] = document_policy.instances_user_has_any_permission_for(user, OF_FILES)
    return rows


def shows_draft(page: Any) -> bool:
    """Whether whoever is in the editor may read what of the page is not published yet."""
    user = in_the_editor.get()
    return user is None or is_everywhere(user) or own_pages(user).filter(pk=page.pk).exists()
