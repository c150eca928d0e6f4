"""The daily scans, and their lines on the security desk."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from legation.defence.panels import Panel, add_panel
from legation.defence.scans import machine_scan, services, site_scan
from legation.defence.scans.models import Finding
from legation.schedule.jobs import recurring

__all__ = ["machine_scan", "site_scan"]


@recurring("scans.daily", dt.timedelta(hours=24))
def daily() -> int:
    """Every scan."""
    return len(services.run_all())


def panel() -> Panel:
    """How many findings are open, and whether any is overdue."""
    count, late = Finding.objects.open().count(), Finding.objects.overdue().count()
    lines = [ngettext("%(count)d finding is open.", "%(count)d findings are open.", count) % {"count": count}]
    if late:
        lines.append(_("Overdue: %(count)d.") % {"count": late})
    return Panel(gettext_lazy("Scans"), "scan_desk", tuple(lines))


add_panel("scans", panel)
