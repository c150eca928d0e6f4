"""Keep a filter, or take it away."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role
from legation.casework.cases.permissions import HANDLERS
from legation.casework.desk.finding.models import SavedFilter
from legation.casework.desk.finding.queries import filters_of, may_remove
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office

MOST = 30


@transaction.atomic
def keep(name: str, chosen: dict[str, str], *, share: Office | None, actor: User) -> SavedFilter:
    """The same name of the same person anew replaces what it held. Raises Conflict beyond `MOST` filters."""
    if share is not None and not has_role(actor, *HANDLERS, office=share):
        raise NotPermitted(_("This is not your office."))
    if filters_of(actor).filter(owner=actor).exclude(name=name).count() >= MOST:
        raise Conflict(_("You keep very many filters. Take one away first."))
    kept, _made = SavedFilter.objects.update_or_create(
        owner=actor, name=name, defaults={"chosen": chosen, "shared_with": share}
    )
    _record("filter.kept", kept, actor)
    return kept


@transaction.atomic
def remove(kept: SavedFilter, *, actor: User) -> None:
    """Raises NotPermitted for somebody else's."""
    if not may_remove(actor, kept):
        raise NotPermitted(_("This filter belongs to somebody else."))
    _record("filter.removed", kept, actor)
    kept.delete()


def _record(action: str, kept: SavedFilter, actor: User) -> None:
    office = kept.shared_with.slug if kept.shared_with else ""
    record(Act(action, actor=actor.subject_id, office=office, detail={"filter": kept.pk}))
