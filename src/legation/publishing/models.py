"""Images and files of the site; the pages, each kind in its own file below `pages`, are gathered here."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, Image, ImageQuerySet
from wagtail.search import index

from legation.kernel.classification import Classification
from legation.publishing.pages.alerts import AlertIndexPage, AlertPage
from legation.publishing.pages.base import OutboundLink, SitePage
from legation.publishing.pages.help import HelpIndexPage, HelpPage
from legation.publishing.pages.home import HomePage
from legation.publishing.pages.news import NewsIndexPage, NewsPage, PlainPage
from legation.publishing.pages.offices import OfficeIndexPage, OfficePage
from legation.publishing.pages.services import ServiceIndexPage, ServicePage
from legation.publishing.visibility import condition

__all__ = [
    "AlertIndexPage",
    "AlertPage",
    "HelpIndexPage",
    "HelpPage",
    "HomePage",
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


class SiteImageQuerySet(ImageQuerySet):
    """Reads of images."""

    def visible_to(self, user: Any) -> Any:
        """What a member of staff may know of: see `visibility`."""
        return self.filter(condition(user, "file"))


class SiteDocumentQuerySet(DocumentQuerySet):
    """Reads of files."""

    def visible_to(self, user: Any) -> Any:
        """What a member of staff may know of: see `visibility`."""
        return self.filter(condition(user, "file"))


class SiteImage(AbstractImage):
    """An image with a classification; not Public from the start."""

    classification = models.CharField(max_length=12, choices=Classification, default=Classification.INTERNAL)
    alternative = models.CharField(max_length=250, blank=True)
    objects = SiteImageQuerySet.as_manager()
    admin_form_fields = (*Image.admin_form_fields, "alternative", "classification")
    search_fields = (*AbstractImage.search_fields, index.FilterField("classification"))


class SiteRendition(AbstractRendition):
    """A size of an image."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    """A file with a classification; not Public from the start."""

    classification = models.CharField(max_length=12, choices=Classification, default=Classification.INTERNAL)
    objects = SiteDocumentQuerySet.as_manager()
    admin_form_fields = (*Document.admin_form_fields, "classification")
    search_fields = (*AbstractDocument.search_fields, index.FilterField("classification"))
