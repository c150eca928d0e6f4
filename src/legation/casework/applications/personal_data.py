"""What applications hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.applications import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_decide = Personal(_("to decide on your application"), Basis.PUBLIC_TASK, days(365 * 5))
_staff = Personal(_("To show who handled the case"), Basis.PUBLIC_TASK, days(5 * 365))

declare("applications.OnlineService", other=["id", "slug", "offices", "is_open"])
declare(
    "applications.Application",
    personal={"answers": _decide, "submitted_at": _decide, "case": _decide, "service": _decide},
    other=["id", "form"],
)
declare(
    "applications.Correction",
    personal={
        **dict.fromkeys(
            [
                "case",
                "questions",
                "reason",
                "earlier_answers",
                "later_answers",
                "vessel",
                "state",
                "asked_at",
                "until",
                "reminded_at",
                "ended_at",
            ],
            _decide,
        ),
        "asked_by": _staff,
    },
    other=["id"],
)
declare(
    "applications.Message",
    personal={**dict.fromkeys(["case", "text", "at"], _decide), "by": _staff},
    other=["id"],
)
declare(
    "applications.Reexamination",
    personal={
        **dict.fromkeys(["case", "decision", "outcome", "moved_from", "asked_at", "ended_at"], _decide),
        "drafted_by": _staff,
        "approved_by": _staff,
    },
    other=["id"],
)
declare(
    "applications.ProcessingTime",
    other=["id", "service", "office", "count", "median", "most", "computed_at"],
)
