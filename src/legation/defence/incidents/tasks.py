"""The incidents' lines on the security desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from legation.defence.incidents.models import Incident, Status
from legation.defence.panels import Panel, add_panel


def panel() -> Panel:
    """How many are open."""
    count = Incident.objects.filter(status=Status.OPEN).count()
    line = ngettext("%(count)d incident is open.", "%(count)d incidents are open.", count) % {"count": count}
    return Panel(_("Incidents"), "incident_index", (line,))


add_panel("incidents", panel)
