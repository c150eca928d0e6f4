"""Wagtail's own answers to "what may this person reach?", narrowed to what the person may see.

Explorer, choosers, search, reports, API, previews and history ask these policies. They are module-wide
objects that Wagtail imports by name, so they are given another class rather than replaced.
"""

from __future__ import annotations

from typing import Any

from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import page_permission_policy

from legation.publishing.models import SitePage


def visible_pages(user: Any) -> Any:
    """Pages of every kind that the person may see; the root, which is no page of ours, among them."""
    shown = SitePage.objects.visible_to(user).values("pk")
    return Page.objects.exclude(pk__in=SitePage.objects.exclude(pk__in=shown).values("pk"))


def narrowed(pages: Any, user: Any) -> Any:
    """Of these pages, of whichever kind, those that the person may see."""
    return pages.filter(pk__in=visible_pages(user).values("pk"))


class VisiblePages(PagePermissionPolicy):
    """Rights on pages."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return (
            super().user_has_any_permission_for_instance(user, actions, instance)
            and visible_pages(user).filter(pk=instance.pk).exists()
        )

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        return narrowed(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user: Any) -> Any:
        return narrowed(super().explorable_instances(user), user)


class VisibleFiles(CollectionOwnershipPermissionPolicy):
    """Rights on images and files."""

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        if instance.pk and not self.model.objects.visible_to(user).filter(pk=instance.pk).exists():
            return False
        return super().user_has_any_permission_for_instance(user, actions, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        return super().instances_user_has_any_permission_for(user, actions).visible_to(user)


def see_only_what_may_be_seen() -> None:
    """Called once, when Wagtail loads our hooks."""
    page_permission_policy.__class__ = VisiblePages
    image_policy.__class__ = document_policy.__class__ = VisibleFiles
