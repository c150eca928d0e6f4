"""The areas of an office: added and closed by its supervisors."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.registration.models import Area
from legation.casework.registration.permissions import may_plan
from legation.kernel.errors import NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office


@transaction.atomic
def add(office: Office, country: str, code: str, names: Mapping[str, str], *, by: User) -> Area:
    """A new area, or the same with other names, open again. Raises NotPermitted."""
    _must(by, office)
    area, _new = Area.objects.update_or_create(
        office=office, country=country, code=code, defaults={"names": dict(names), "is_open": True}
    )
    _note(area, "opened", by)
    return area


@transaction.atomic
def close(area: Area, *, by: User) -> None:
    """It is offered to nobody any more; who is registered in it stays so. Raises NotPermitted."""
    _must(by, area.office)
    Area.objects.filter(pk=area.pk).update(is_open=False)
    _note(area, "closed", by)


def _must(by: User, office: Office) -> None:
    if not may_plan(by, office):
        raise NotPermitted(_("These areas belong to another office."))


def _note(area: Area, what: str, by: User) -> None:
    detail = {"area": str(area)}
    record(Act(f"area.{what}", actor=by.subject_id, office=area.office.slug, detail=detail))
