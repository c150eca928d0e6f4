"""Who may see a thing: Public, Internal or Restricted. Nothing above Public leaves the staff desks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Classification(models.TextChoices):
    """Material under a national secrecy marking does not belong on this system at all."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    RESTRICTED = "restricted", _("Restricted")

    @property
    def rank(self) -> int:
        """Grows with what must be kept back."""
        return list(Classification).index(self)

    def up_to(self) -> list[Classification]:
        """This one and all that are more open."""
        return list(Classification)[: self.rank + 1]
