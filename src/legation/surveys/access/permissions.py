"""Who invites to a survey, and who lets the invitations go out."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.reading import account_of
from legation.privacy.gateway import Reader, purpose
from legation.questions.composing.permissions import COMPOSERS, may_compose, may_publish
from legation.surveys.access.models import Invitation, InvitationList
from legation.surveys.models import Survey

__all__ = ["COMPOSERS", "UNDELIVERED", "may_invite", "may_revoke", "may_send"]


def may_invite(user: User, survey: Survey) -> bool:
    """Whether the person may bring lists to surveys of this office."""
    return may_compose(user, survey.office)


def may_send(user: User, survey: Survey) -> bool:
    """Whether the person may let invitations go out; never those on a list of their own."""
    return may_publish(user, survey.office)


def may_revoke(user: User, survey: Survey) -> bool:
    """Whether the person may make links on paper worthless: whoever decides that people are invited."""
    return may_publish(user, survey.office)


def _of_their_list(reader: Reader, reference: str, rows: Sequence[Model]) -> bool:
    """Addresses of one list of the reader's office that could not be reached, and nothing else."""
    account = account_of(reader)
    number = reference.removeprefix("list ")
    lists = InvitationList.objects.select_related("survey__office")
    listed = lists.filter(pk=int(number)).first() if number.isdecimal() else None
    if account is None or listed is None or not may_invite(account, listed.survey):
        return False
    return all(isinstance(row, Invitation) and row.list_id == listed.pk and row.bounced_at for row in rows)


UNDELIVERED = purpose(
    "survey.undelivered",
    _("to mend the address to which an invitation could not be delivered"),
    may=_of_their_list,
)
