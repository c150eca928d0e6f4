"""What is kept of the staff who publish."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

STAFF = Personal(_("Shows who of the staff published or reviewed an alert."), Basis.PUBLIC_TASK, days(3650))

declare("signatures.PublicationTask", other=["task_ptr"])
declare(
    "signatures.EmergencyReview",
    personal={"published_by": STAFF, "decided_by": STAFF},
    other=[
        "id",
        "page",
        "published_at",
        "due_at",
        "reminded_at",
        "escalated_at",
        "decided_at",
        "outcome",
    ],
)
