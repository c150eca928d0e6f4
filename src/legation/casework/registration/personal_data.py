"""What registrations hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.registration import membership, purposes
from legation.casework.registration.models import KEPT
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership", "purposes"]

_reach = Personal(
    _("To reach you in an emergency abroad, until two weeks after your stay"), Basis.CONSENT, KEPT
)
_staff = Personal(_("To show who wrote and who sent a notice"), Basis.PUBLIC_TASK, days(5 * 365))

declare("registration.Area", other=["id", "office", "country", "code", "names", "is_open"])
declare(
    "registration.Registration",
    personal=dict.fromkeys(
        (
            *(
                "subject",
                "member",
                "office",
                "country",
                "area",
                "stay",
                "begins_on",
                "ends_on",
                "valid_until",
            ),
            *("party", "language", "languages", "name", "email", "email_hash", "new_email", "phone", "place"),
            *("companions", "contact", "begun_at", "confirmed_at", "saved_at", "reminded_at"),
        ),
        _reach,
    ),
    other=["id", "secret", "submission_hash", "is_demonstration"],
)
declare(
    "registration.Notice",
    personal=dict.fromkeys(
        ("written_by", "written_at", "sent_by", "sent_at", "reviewed_by", "reviewed_at", "remark"), _staff
    ),
    other=(
        *("id", "office", "countries", "areas", "texts", "is_emergency", "asks_safety", "state", "revision"),
        *("reached", "review_due_at", "reminded_at", "escalated_at"),
    ),
)
declare(
    "registration.Delivery",
    personal=dict.fromkeys(
        ("registration", "mail", "queued_at", "answer", "answered_at", "case_number"), _reach
    ),
    other=["id", "notice"],
)
