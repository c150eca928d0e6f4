"""Who may see a thing: Public, Internal or Restricted. Nothing above Public leaves the staff desks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Classification(models.TextChoices):
    """Material under a national secrecy marking does not belong on this system at all."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    RESTRICTED = "restricted", _("Restricted")
