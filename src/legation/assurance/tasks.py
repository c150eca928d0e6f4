"""The controls run by themselves."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff.permissions import has_role
from legation.assurance import services
from legation.schedule.jobs import recurring
from legation.web.desks import add_desk

add_desk(
    _("Assurance"),
    "assurance_desk",
    lambda user: has_role(user, Role.PRIVACY_OFFICER, Role.SECURITY_OFFICER),
)


@recurring("assurance.run-due", dt.timedelta(minutes=1))
def run_due() -> None:
    """Runs what is due."""
    services.run_due()


@recurring("assurance.prune", dt.timedelta(days=1))
def prune() -> None:
    """Drops evidence that no page shows any more."""
    services.prune()
