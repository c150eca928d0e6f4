"""The monthly drills, the first as soon as there is a backup."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff.permissions import has_role
from legation.resilience.backups.models import BackupRun
from legation.resilience.drills import services
from legation.schedule.jobs import recurring
from legation.web.desks import add_desk

add_desk(_("Drills"), "drill_list", lambda user: has_role(user, Role.SECURITY_OFFICER))


@recurring("drill.monthly", dt.timedelta(minutes=10))
def drill_monthly() -> None:
    """Runs what is due, once there is a backup to make a twin from."""
    if BackupRun.objects.exclude(verified_at=None).exists():
        for name in services.due():
            services.run_drill(name)
