"""What results keep of members of staff; of those who answered they keep nothing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import OF_STAFF, leave_out
from legation.privacy.data_map import Basis, Personal, days, declare

WHO = Personal(_("Shows who let a text from a survey stand or hid it."), Basis.PUBLIC_TASK, days(3650))

declare("survey_results.Publication", other=["id", "survey", "key", "total", "counts", "hidden", "day"])
declare("survey_results.PublicTexts", other=["id", "survey", "question", "texts"])
declare("survey_results.FinalFigures", other=["survey", "total", "counts", "places"])
declare(
    "survey_results.Judgement",
    personal={"by": WHO, "at": WHO},
    other=["id", "survey", "question", "act"],
)
leave_out(OF_STAFF, "survey_results.Judgement")
