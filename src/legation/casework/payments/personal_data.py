"""What fees hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.payments import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_owed = Personal(
    _("To collect the fee that the law sets, and to account for it"), Basis.PUBLIC_TASK, days(5 * 365)
)
_staff = Personal(_("To show who took or paid back the money"), Basis.PUBLIC_TASK, days(5 * 365))

declare("payments.Fee", other=["id", "service", "office", "minor", "currency", "set_at"])
declare(
    "payments.Charge",
    personal=dict.fromkeys(["case", "minor", "currency", "units", "state", "made_at", "settled_at"], _owed),
    other=["id"],
)
declare(
    "payments.Attempt",
    personal=dict.fromkeys(
        ["charge", "provider", "key", "minor", "currency", "state", "reference", "begun_at", "ended_at"],
        _owed,
    ),
    other=["id"],
)
declare(
    "payments.Notification",
    personal=dict.fromkeys(["attempt", "outcome", "at"], _owed),
    other=["id", "provider", "event", "digest"],
)
declare(
    "payments.Refund",
    personal={
        **dict.fromkeys(
            [
                "attempt",
                "minor",
                "currency",
                "noted_at",
                "proposed_at",
                "approved_at",
                "returned_at",
                "receipt",
            ],
            _owed,
        ),
        "proposed_by": _staff,
        "approved_by": _staff,
    },
    other=["id"],
)
declare(
    "payments.Movement",
    personal={
        **dict.fromkeys(["charge", "kind", "minor", "receipt", "reason", "at"], _owed),
        "by": _staff,
    },
    other=["id"],
)
