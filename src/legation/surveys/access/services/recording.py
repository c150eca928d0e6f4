"""What every act on a list has in common: who may, whether the survey takes people, the record."""

from __future__ import annotations

from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.surveys.access.models import Detail, InvitationList
from legation.surveys.access.permissions import may_invite
from legation.surveys.access.services.entering import TOKENS
from legation.surveys.models import Survey


def must_be_invited_to(survey: Survey, by: User) -> None:
    """Raises NotPermitted, and Conflict where nobody is invited, or not any more."""
    if not may_invite(by, survey):
        raise NotPermitted(_("This survey belongs to another office."))
    if survey.access != TOKENS:
        raise Conflict(_("This survey is not for invited people only."))
    if survey.is_closed:
        raise Conflict(_("This survey is closed."))


def note(
    listed: InvitationList, by: User | None, what: str, *, reason: str = "", count: int | None = None
) -> None:
    """Into the ledger; `count` where it is not that of the list."""
    survey = listed.survey
    office = survey.office.slug if survey.office else ""
    many = listed.count if count is None else count
    detail: Detail = {"survey": survey.slug, "list": listed.pk or 0, "count": many}
    who = by.subject_id if by else None
    record(Act(f"survey.list-{what}", actor=who, office=office, detail=detail, reason=reason))
