"""What detection does by itself, and its place among the desks."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from legation.accounts import guessing
from legation.accounts.models import Role
from legation.accounts.staff.permissions import has_role
from legation.defence.detection import services
from legation.schedule.jobs import recurring
from legation.web.desks import add_desk

add_desk(_("Security"), "security_desk", lambda person: has_role(person, Role.SECURITY_OFFICER))


@recurring("detection.forget", dt.timedelta(hours=12))
def forget() -> int:
    """Addresses go thirty days after the block."""
    return services.forget()


@recurring("detection.guessing", dt.timedelta(seconds=20), quick=True)
def watch_guessing() -> bool:
    """An incident for guessing from many places at once, which no single network gives away."""
    return guessing.under_attack() and services.guessing_everywhere()
