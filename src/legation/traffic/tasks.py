"""What happens to access records by themselves."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff.permissions import has_role
from legation.schedule.jobs import recurring
from legation.traffic import services
from legation.web.desks import add_desk

add_desk(
    _("Traffic"),
    "traffic_totals",
    lambda person: has_role(person, Role.SECURITY_OFFICER, Role.ADMINISTRATOR),
)


@recurring("traffic.compact", dt.timedelta(minutes=30))
def compact() -> int:
    """Closed hours become Parquet files."""
    return services.compact(settings.LEGATION_DATA)


@recurring("traffic.forget", dt.timedelta(hours=6))
def forget() -> int:
    """Records and their keys end after ninety days."""
    return services.forget(settings.LEGATION_DATA)
