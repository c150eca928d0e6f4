"""What a case keeps of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.cases import appeals, membership, purposes
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["appeals", "membership", "purposes"]

_FILE = days(5 * 365)
_handling = Personal(_("To handle your case and answer you"), Basis.SERVICE, _FILE)
_reach = Personal(_("To send you the answer and news of your case"), Basis.SERVICE, _FILE)
_staff = Personal(_("To show who handled the case"), Basis.PUBLIC_TASK, _FILE)
_wish = Personal(_("To send your letter on to the body that you wish"), Basis.CONSENT, _FILE)
_know = Personal(_("To keep a case from staff who may not know of it"), Basis.PUBLIC_TASK, _FILE)

declare(
    "cases.Case",
    personal={
        "name": _handling,
        "email": _reach,
        "email_hash": Personal(_("To find your cases by your address"), Basis.SERVICE, _FILE),
        "country": _handling,
        "words": _handling,
        **dict.fromkeys(
            (
                "number",
                "kind",
                "matter",
                "reference",
                "office",
                "state",
                "ground",
                "received_at",
                "confirmed_at",
                "answered_at",
                "ended_at",
                "merged_into",
            ),
            _handling,
        ),
        "language": _reach,
        "subject": _handling,
        "member": Personal(_("To show your cases in your account"), Basis.SERVICE, _FILE),
        "assignee": _staff,
        "rating": Personal(_("To learn whether our answers help"), Basis.CONSENT, _FILE),
    },
    other=(
        "id",
        "secret_hash",
        "submission_hash",
        "token_hash",
        "revision",
        "due_at",
        "warn_at",
        "paused_at",
        "priority",
        "is_sensitive",
        "is_demonstration",
    ),
)
declare(
    "cases.CaseEntry",
    personal={"body": _handling, "event": _handling, "at": _handling, "actor": _staff},
    other=("id", "case", "is_public", "revision"),
)
declare(
    "cases.Reply",
    personal={
        "text": _handling,
        "outcome": _handling,
        "sent_at": _handling,
        "proposed_by": _staff,
        "proposed_at": _staff,
        "approved_by": _staff,
        "approved_at": _staff,
        "returned_at": _staff,
    },
    other=("id", "case", "of"),
)
declare(
    "cases.Transfer",
    personal={
        **dict.fromkeys(("parts", "note", "state", "decided_at", "sent_at"), _wish),
        **dict.fromkeys(("asked_by", "asked_at", "sent_by"), _staff),
    },
    other=("id", "case", "body", "address"),  # of the body, which is nobody in person
)
declare(
    "cases.Extension",
    personal={
        **dict.fromkeys(("days", "reason", "until", "refused_at"), _handling),
        **dict.fromkeys(("proposed_by", "proposed_at", "approved_by"), _staff),
    },
    other=("id", "case"),
)
declare(
    "cases.Part",
    personal={
        **dict.fromkeys(("question", "answer"), _handling),
        **dict.fromkeys(("asked_by", "asked_at", "answered_by", "answered_at"), _staff),
    },
    other=("id", "case", "office", "unit", "due_at", "dropped_at"),
)
declare(
    "cases.Fingerprint",
    personal={"sketch": Personal(_("To find out whether you wrote the same before"), Basis.SERVICE, _FILE)},
    other=("id", "case"),
)
declare(
    "cases.Merge",
    personal={"by": _staff, "at": _staff},
    other=("id", "case", "leader", "state", "due_at", "warn_at", "paused_at", "undone_at"),
)
declare("cases.Alarm", other=("id", "case", "level", "due_at", "at"))
declare(
    "cases.NamedReader",
    personal={"user": _know, "named_by": _know, "at": _know},
    other=("id", "case"),
)
declare("cases.Interest", personal={"user": _know, "at": _know}, other=("id", "case"))
