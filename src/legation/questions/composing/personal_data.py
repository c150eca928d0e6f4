"""What composing forms keeps of members of staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import OF_STAFF, leave_out
from legation.privacy.data_map import Basis, Personal, days, declare
from legation.questions.composing import membership

__all__ = ["membership"]

WHO = Personal(_("Shows who wrote and who published a version."), Basis.PUBLIC_TASK, days(3650))

declare("composing.ComposedForm", other=["id", "slug", "office", "use", "created_at"])
declare(
    "composing.FormDraft",
    personal={"changed_by": WHO, "submitted_by": WHO, "changed_at": WHO, "submitted_at": WHO},
    other=["id", "form", "source", "before", "revision", "base", "remark"],
)
declare("composing.Hand", personal={"person": WHO, "at": WHO}, other=["id", "draft"])
declare(
    "composing.FormPublication",
    personal={"written_by": WHO, "published_by": WHO, "withdrawn_by": WHO, "withdrawn_at": WHO},
    other=["id", "version", "reason"],
)
leave_out(OF_STAFF, "composing.FormDraft", "composing.Hand", "composing.FormPublication")
