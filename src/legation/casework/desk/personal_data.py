"""What the desk keeps of persons, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.casework.desk import membership
from legation.privacy.data_map import Basis, Personal, days, declare

__all__ = ["membership"]

_FILE = days(5 * 365)
_work = Personal(_("To show who did what at the desk"), Basis.PUBLIC_TASK, _FILE)

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
    "desk.Bulk",
    personal=dict.fromkeys(["by", "officer"], _work),
    other=["id", "at", "act", "whole", "undone_at"],
)
declare(
    "desk.BulkItem",
    personal=dict.fromkeys(["case", "before"], _work),
    other=["id", "bulk", "outcome", "why", "revision"],
)
