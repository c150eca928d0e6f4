"""What handing over keeps of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.collection import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_give = Personal(_("To hand over or send what you applied for, once"), Basis.PUBLIC_TASK, days(5 * 365))
_staff = Personal(_("To show who handed it over"), Basis.PUBLIC_TASK, days(5 * 365))

declare(
    "collection.Handover",
    personal={
        **dict.fromkeys(
            ["case", "way", "address", "state", "items", "proof", "made_at", "ready_at", "ended_at"], _give
        ),
        "ready_by": _staff,
        "ended_by": _staff,
    },
    other=["id"],
)
