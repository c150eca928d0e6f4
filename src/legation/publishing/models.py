"""Images and files of the site; pages follow in this package."""

from __future__ import annotations

from django.db import models
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from legation.kernel.classification import Classification


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
