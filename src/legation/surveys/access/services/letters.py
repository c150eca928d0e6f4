"""Letters with links: making them, and handing their links out once."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.surveys.access.models import MOST_LETTERS, InvitationList
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
        row = (
            InvitationList.objects.select_for_update(of=("self",)).select_related("survey").get(pk=listed.pk)
        )
        if not row.is_letters or row.fetched_at is not None:
            raise Conflict(_("These links were fetched already. Make new ones if they were lost."))
        row.fetched_at, row.state = clock.now(), State.SENT
        row.save(update_fields=["fetched_at", "state"])
        note(row, by, "fetched")
        return list(letter_tokens(row))
