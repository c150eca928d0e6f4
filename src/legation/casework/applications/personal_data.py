"""What applications hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.applications import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_decide = Personal(_("to decide on your application"), Basis.PUBLIC_TASK, days(365 * 5))

declare("applications.OnlineService", other=["id", "slug", "offices", "is_open"])
declare(
    "applications.Application",
    personal={"answers": _decide, "submitted_at": _decide, "case": _decide, "service": _decide},
    other=["id", "form"],
)
