"""Images and files of the site; the pages, each kind in its own file below `pages`, are gathered here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, Image, ImageQuerySet, get_upload_to
from wagtail.search import index

from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.publishing.pages.alerts import AlertIndexPage, AlertPage
from legation.publishing.pages.base import OutboundLink, SitePage
from legation.publishing.pages.help import HelpIndexPage, HelpPage
from legation.publishing.pages.home import HomePage
from legation.publishing.pages.library import LibraryPage
from legation.publishing.pages.news import NewsIndexPage, NewsPage, PlainPage
from legation.publishing.pages.offices import OfficeIndexPage, OfficePage
from legation.publishing.pages.services import ServiceIndexPage, ServicePage
from legation.publishing.uploads.fields import CleanFileField, CleanImageField
from legation.publishing.visibility import condition

__all__ = [
    "AlertIndexPage",
    "AlertPage",
    "HelpIndexPage",
    "HelpPage",
    "HomePage",
    "LibraryPage",
    "NewsIndexPage",
    "NewsPage",
    "OfficeIndexPage",
    "OfficePage",
    "OutboundLink",
    "PlainPage",
    "ServiceIndexPage",
    "ServicePage",
    "SiteDocument",
    "SiteImage",
    "SitePage",
    "SiteRendition",
]


class FileQueries:
    """Reads of images and files."""

    def visible_to(self, user: Any) -> Any:
        """What a member of staff may know of: see `visibility`."""
        rows: Any = self
        return rows.filter(condition(user, "file"))

    def open(self) -> Any:
        """Public and past the embargo. Whether one is served is asked of `clearance.serving`."""
        rows: Any = self
        past = models.Q(embargo_until=None) | models.Q(embargo_until__lte=clock.now())
        return rows.filter(past, classification=Classification.PUBLIC)

    def waiting(self) -> Any:
        """Those for which somebody asked that they become Public."""
        rows: Any = self
        return rows.filter(asked_at__isnull=False).order_by("asked_at")


class Classified(models.Model):
    """What every image and file has. Nothing is Public before a second person cleared it.

    `asked_by` and `asked_at` while it waits for that person; `refusal` is the reason of a no.
    """

    classification = models.CharField(
        _("classification"), max_length=12, choices=Classification, default=Classification.INTERNAL
    )
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = models.CharField(max_length=300, blank=True, editable=False)
    asked_by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail's own mark

    class Meta:
        abstract = True

    @property
    def is_open(self) -> bool:
        """Public and past the embargo."""
        past = self.embargo_until is None or self.embargo_until <= clock.now()
        return past and self.classification == Classification.PUBLIC

    @property
    def tag(self) -> str:
        """What the edge knows it by."""
        return f"{str(self._meta.model_name).removeprefix('site').replace('document', 'file')}:{self.pk}"


class SiteImageQuerySet(FileQueries, ImageQuerySet):
    """Reads of images."""


class SiteDocumentQuerySet(FileQueries, DocumentQuerySet):
    """Reads of files."""


class SiteImage(AbstractImage, Classified):
    """An image with a classification; not Public from the start."""

    file = CleanImageField(
        verbose_name=_("file"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
    )
    alternative = models.CharField(_("description for who cannot see it"), max_length=250, blank=True)
    objects = SiteImageQuerySet.as_manager()
    admin_form_fields = (*Image.admin_form_fields, "alternative", "classification", "embargo_until")
    search_fields = (*AbstractImage.search_fields, index.FilterField("classification"))

    def __str__(self) -> str:
        return str(self.title)


class SiteRendition(AbstractRendition):
    """A size of an image."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument, Classified):
    """A file with a classification; not Public from the start."""

    file = CleanFileField(upload_to="documents", verbose_name=_("file"))
    objects = SiteDocumentQuerySet.as_manager()
    admin_form_fields = (*Document.admin_form_fields, "classification", "embargo_until")
    search_fields = (*AbstractDocument.search_fields, index.FilterField("classification"))

    def __str__(self) -> str:
        return str(self.title)
