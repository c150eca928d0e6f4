"""Letters with links: making them, handing their links out once, making them worthless."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.surveys.access.models import MOST_LETTERS, InvitationList
from legation.surveys.access.permissions import may_revoke
from legation.surveys.access.queries import letter_tokens
from legation.surveys.access.services.recording import must_be_invited_to, note
from legation.surveys.models import Survey

State = InvitationList.State


def make_letters(survey: Survey, count: int, by: User, *, title: str) -> InvitationList:
    """So many links for paper; whose letter has which, nobody knows. Raises NotPermitted, Conflict."""
    must_be_invited_to(survey, by)
    if not 0 < count <= MOST_LETTERS:
        raise Conflict(_("At most 5,000 letters at a time."))
    with transaction.atomic():
        listed = InvitationList.objects.create(
            survey=survey, title=title, is_letters=True, count=count, made_by=by, state=State.READY
        )
        note(listed, by, "letters")
    return listed


def fetch_letters(listed: InvitationList, by: User) -> list[str]:
    """The tokens of the letters, once. Raises Conflict when somebody has them, NotPermitted."""
    must_be_invited_to(listed.survey, by)
    with transaction.atomic():
        row = _locked(listed)
        if row.state == State.REVOKED:
            raise Conflict(_("These links are revoked. Make new ones."))
        if not row.is_letters or row.fetched_at is not None:
            raise Conflict(_("These links were fetched already. Make new ones if they were lost."))
        row.fetched_at, row.state = clock.now(), State.SENT
        row.save(update_fields=["fetched_at", "state"])
        note(row, by, "fetched")
        return list(letter_tokens(row))


def revoke_letters(listed: InvitationList, by: User, reason: str) -> None:
    """Make every link of the stack worthless that was not used, for good. What was answered with the others
    stays and counts; which those are is not looked at. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        row = _locked(listed)
        if not may_revoke(by, row.survey):
            raise NotPermitted(_("Only publishers of the survey's office revoke links."))
        if not row.is_letters:
            raise Conflict(_("There are no links for letters in it."))
        if row.state == State.REVOKED:
            raise Conflict(_("These links are revoked already."))
        if row.survey.is_closed:
            raise Conflict(_("This survey is closed."))
        row.state, row.revoked_by, row.revoked_at = State.REVOKED, by, clock.now()
        row.save(update_fields=["state", "revoked_by", "revoked_at"])
        note(row, by, "revoked", reason=reason)


def _locked(listed: InvitationList) -> InvitationList:
    rows = InvitationList.objects.select_for_update(of=("self",)).select_related("survey__office")
    return rows.get(pk=listed.pk)
