"""What decisions on each person hold, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.families import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_decide = Personal(_("to decide on your application"), Basis.PUBLIC_TASK, days(365 * 5))

declare(
    "families.PersonDecision",
    personal=dict.fromkeys(["case", "outcome", "reasons", "decided_by", "decided_at", "sent_at"], _decide),
    other=["id", "person"],
)
