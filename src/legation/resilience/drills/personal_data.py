"""What drills keep of a person: who signed them off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

SIGNED = Personal(_("Shows which officer signed a drill off."), Basis.PUBLIC_TASK, days(3650))

declare(
    "drills.DrillRun",
    personal={"signed_off_by": SIGNED, "signed_off_at": SIGNED},
    other=[
        "id",
        "name",
        "started_at",
        "finished_at",
        "snapshot",
        "detection_seconds",
        "restore_seconds",
        "records_lost",
        "ok",
        "report",
    ],
)
