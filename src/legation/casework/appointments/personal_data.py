"""What appointments hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.appointments import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_come = Personal(_("To expect you at the time you chose"), Basis.SERVICE, days(5 * 365))

declare(
    "appointments.Span",
    other=(
        *("id", "office", "weekday", "opens", "closes", "minutes", "pause", "places", "services"),
        *("days_ahead", "hours_before", "ended_at"),
    ),
)
declare(
    "appointments.Slot",
    other=(
        *("id", "span", "office", "starts_at", "ends_at", "released_at", "closes_at", "places", "taken"),
        "is_withdrawn",
    ),
)
declare(
    "appointments.Booking",
    personal=dict.fromkeys(
        ["case", "slot", "people", "state", "booked_at", "ended_at", "reminded_at"], _come
    ),
    other=["id"],
)
declare("appointments.Waiting", personal=dict.fromkeys(["case", "people", "since"], _come), other=["id"])
declare(
    "appointments.Offer",
    personal=dict.fromkeys(["case", "slot", "people", "by", "state", "offered_at", "until"], _come),
    other=["id"],
)
