"""Connects Django's and Wagtail's signals to the services."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import PageViewRestriction, Revision
from wagtail.search import index
from wagtail.signals import page_published, post_page_move

from legation.accounts.models import Grant, User
from legation.accounts.staff.services import grants_changed
from legation.edge.bulletin import Change
from legation.offices.models import Closure, Office, OfficeText, OpeningHours
from legation.publishing.clearance.closing import close_at_once
from legation.publishing.clearance.services import note_change
from legation.publishing.clearance.serving import index_uses, tell_of_file
from legation.publishing.editors import sync_person
from legation.publishing.models import SiteDocument, SiteImage, SitePage
from legation.publishing.review import note_publication
from legation.publishing.services import office_changed, page_changed, tell

# What a save of a draft writes: nothing of it is shown.
OF_DRAFTS = frozenset(
    {
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
    }
)


def connect() -> None:
    """Called once, when Django starts."""
    post_save.connect(_page_saved, dispatch_uid="publishing.page_saved")
    pre_delete.connect(_page_deleted, dispatch_uid="publishing.page_deleted")
    for signal in (post_save, post_delete):
        signal.connect(
            _restriction_changed, sender=PageViewRestriction, dispatch_uid="publishing.restriction"
        )
    post_page_move.connect(_page_moved, dispatch_uid="publishing.page_moved")
    page_published.connect(_page_published, dispatch_uid="publishing.page_published")
    post_save.connect(_grant_saved, sender=Grant, dispatch_uid="publishing.grant_saved")
    grants_changed.connect(_roles_changed, dispatch_uid="publishing.roles_changed")
    post_save.connect(_draft_saved, sender=Revision, dispatch_uid="publishing.draft_saved")
    for kind in (SiteImage, SiteDocument):
        pre_save.connect(_file_changing, sender=kind, dispatch_uid=f"publishing.{kind.__name__}.before")
        post_save.connect(_file_saved, sender=kind, dispatch_uid=f"publishing.{kind.__name__}")
        pre_delete.connect(_file_gone, sender=kind, dispatch_uid=f"publishing.{kind.__name__}.gone")
    for model in (Office, OfficeText, OpeningHours, Closure):
        post_save.connect(_office_saved, sender=model, dispatch_uid=f"publishing.{model.__name__}")
        post_delete.connect(_office_saved, sender=model, dispatch_uid=f"publishing.{model.__name__}.gone")


def _page_saved(
    sender: type[models.Model], instance: models.Model, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    if not isinstance(instance, SitePage) or sender is SitePage or kwargs.get("raw"):
        return
    if update_fields is None or not update_fields <= OF_DRAFTS:
        index_uses(instance)
        page_changed(instance)


def _draft_saved(sender: type[Any], instance: Any, created: bool, **kwargs: Any) -> None:  # Django's
    if created and not kwargs.get("raw"):
        close_at_once(instance)


def _file_changing(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    known = sender.objects.filter(pk=instance.pk).values_list("classification", flat=True).first()
    instance.classified_before = known if instance.pk else None


def _file_saved(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        note_change(instance, instance.classified_before)
        tell_of_file(instance)


def _file_gone(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    tell_of_file(instance)


def _page_deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    if isinstance(instance, SitePage):
        index.remove_object(instance)
        tell(Change.WITHDRAW, instance)


def _page_moved(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    for page in SitePage.objects.descendant_of(instance, inclusive=True):
        specific = page.specific
        specific.save(clean=False)
        tell(Change.WITHDRAW, specific)


def _restriction_changed(sender: type[models.Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    """A page that is no longer for everybody is taken out of every cache, and what lies below it."""
    page = SitePage.objects.filter(pk=instance.page_id).first()
    if page is not None:
        tell(Change.WITHDRAW, page)


def _office_saved(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    office = instance if isinstance(instance, Office) else instance.office
    office_changed(office.slug)


def _page_published(sender: type[models.Model], instance: Any, revision: Any, **kwargs: Any) -> None:
    if isinstance(instance, SitePage) and instance.live:  # not when it is only scheduled
        note_publication(instance, revision)


def _roles_changed(sender: object, user: User, **kwargs: Any) -> None:
    sync_person(user)


def _grant_saved(sender: type[models.Model], instance: Grant, **kwargs: Any) -> None:
    if not kwargs.get("raw"):
        sync_person(instance.user)
