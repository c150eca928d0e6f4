"""Whose work a purpose is, for purposes that belong to a role rather than to one task."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role
from legation.offices.models import Office
from legation.privacy.gateway import Reader, Rule, purpose


def account_of(reader: Reader) -> User | None:
    """The reader's account, if it is open and of staff; a reader on the command line has none here."""
    account = reader.account
    if reader.by_command:
        return None
    if not isinstance(account, User) or account.subject_id != reader.subject_id:
        account = User.objects.filter(subject_id=reader.subject_id).first()
    return account if account and account.is_active and account.is_staff else None


def held_by(*roles: Role) -> Rule:
    """A rule: the reader holds one of the roles for the office for which they act."""

    def may(reader: Reader, _reference: str, _rows: Sequence[Model]) -> bool:
        account = account_of(reader)
        office = Office.objects.filter(slug=reader.office).first() if reader.office else None
        if account is None or (reader.office and office is None):
            return False
        return has_role(account, *roles, office=office)

    return may


APPOINT = purpose("staff.appoint", _("to give you a role as staff"), may=held_by(Role.ADMINISTRATOR))
