"""What the desk keeps of persons, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.desk import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_FILE = days(5 * 365)
_work = Personal(_("To show who did what at the desk"), Basis.PUBLIC_TASK, _FILE)

_handling = Personal(_("To handle your case and answer you"), Basis.SERVICE, _FILE)

declare("desk.ReplyTemplate", other=["id", "office", "kind", "matter", "state", "retired_at"])
declare(
    "desk.TemplateVersion",
    personal=dict.fromkeys(["written_by", "decided_by"], _work),
    other=["id", "template", "number", "texts", "written_at", "approved_at", "returned_at"],
)
declare(
    "desk.SavedFilter",
    personal=dict.fromkeys(["owner", "name", "chosen"], _work),
    other=["id", "shared_with", "at"],
)
declare(
    "desk.SearchToken",
    personal={
        "token": Personal(
            _("To find your case by its number, your name or your address, which it does not tell"),
            Basis.SERVICE,
            _FILE,
        )
    },
    other=["id", "case"],
)
declare(
    "desk.Bulk",
    personal=dict.fromkeys(["by", "officer"], _work),
    other=["id", "at", "act", "whole", "undone_at"],
)
declare(
    "desk.BulkItem",
    personal=dict.fromkeys(["case", "before"], _work),
    other=["id", "bulk", "outcome", "why", "revision"],
)
declare(
    "desk.Filing",
    personal={**dict.fromkeys(["case", "channel", "arrived_on"], _handling), "by": _work},
    other=["id", "at"],
)
declare(
    "desk.Opinion",
    personal={
        **dict.fromkeys(["case", "question", "text"], _handling),
        **dict.fromkeys(["office", "expert", "asked_by", "asked_at", "answered_by", "answered_at"], _work),
    },
    other=["id", "withdrawn_at"],
)
declare(
    "desk.Translation",
    personal={**dict.fromkeys(["case", "text", "language"], _handling), **dict.fromkeys(["by", "at"], _work)},
    other=["id", "number"],
)
declare(
    "desk.Redaction",
    personal={
        **dict.fromkeys(["case", "reply", "entry", "message", "spans", "reason", "lift_reason"], _handling),
        **dict.fromkeys(["by", "at", "lift_asked_by", "lift_asked_at", "lifted_by", "lifted_at"], _work),
    },
    other=["id"],
)
declare(
    "desk.Redacted",
    personal=dict.fromkeys(["case", "reply", "entry", "message", "text"], _handling),
    other=["id"],
)
declare(
    "desk.Absence",
    personal=dict.fromkeys(["person", "deputy", "starts_at", "ends_at", "named_by", "cancelled_at"], _work),
    other=["id", "office", "at"],
)
