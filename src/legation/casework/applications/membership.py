"""What members read of their applications in the record of their account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence

sentence("application.submitted", _("You sent an application."))
