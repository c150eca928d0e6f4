"""What the desk of surveys keeps of members of staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import OF_STAFF, leave_out
from legation.privacy.data_map import Basis, Personal, days, declare
from legation.surveys.desk import membership

__all__ = ["membership"]

WHO = Personal(
    _("Shows who prepared, approved, extended and closed a survey."), Basis.PUBLIC_TASK, days(3650)
)

declare(
    "survey_desk.SurveyPlan",
    personal=dict.fromkeys(("made_by", "changed_by", "changed_at", "submitted_by", "submitted_at"), WHO),
    other=(
        *("id", "form", "origin", "anonymous", "access", "opens_at", "closes_at", "closes_after", "quotas"),
        *("resumable", "public_results", "offered_after", "retention_days", "revision", "remark", "survey"),
    ),
)
declare("survey_desk.PlanHand", personal={"person": WHO}, other=["id", "plan"])
declare(
    "survey_desk.SurveyAct",
    personal={"person": WHO, "at": WHO},
    other=["id", "survey", "what", "reason", "closed_before"],
)
leave_out(OF_STAFF, "survey_desk.SurveyPlan", "survey_desk.PlanHand", "survey_desk.SurveyAct")
