"""Images and files of the site; the pages, each kind in its own file below `pages`, are gathered here."""

from __future__ import annotations

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from legation.kernel.classification import Classification
from legation.publishing.pages.alerts import AlertIndexPage, AlertPage
from legation.publishing.pages.base import OutboundLink, SitePage
from legation.publishing.pages.home import HomePage
from legation.publishing.pages.news import NewsIndexPage, NewsPage, PlainPage
from legation.publishing.pages.offices import OfficeIndexPage, OfficePage
from legation.publishing.pages.services import ServiceIndexPage, ServicePage

__all__ = [
    "AlertIndexPage",
    "AlertPage",
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


class SiteImage(AbstractImage):
    """An image with a classification; not Public from the start."""

    classification = models.CharField(max_length=12, choices=Classification, default=Classification.INTERNAL)
    alternative = models.CharField(max_length=250, blank=True)
    admin_form_fields = (*Image.admin_form_fields, "alternative", "classification")


class SiteRendition(AbstractRendition):
    """A size of an image."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    """A file with a classification; not Public from the start."""

    classification = models.CharField(max_length=12, choices=Classification, default=Classification.INTERNAL)
    admin_form_fields = (*Document.admin_form_fields, "classification")
