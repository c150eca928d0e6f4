"""What the operator may do with roles at the command line: the first administrators, and proposals.

Whoever reaches the command line is not signed in; so each act names the operator, by the address of their
account as soon as there are any, and the purpose; and beyond the first two administrators nothing given here counts before somebody approves it at the desk.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role, User
from legation.accounts.staff.models import FirstGrant
from legation.accounts.staff.proving import OPERATORS
from legation.accounts.staff.services import check_terms, roles_changed, withdraw
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger import resuming
from legation.ledger.services import Act, record
from legation.offices.models import Office


@dataclass(frozen=True)
class Operator:
    """Who types the command, and why; `user` None while nobody of the staff could. Raises Conflict where either
    is left out."""

    name: str
    purpose: str
    user: User | None = None

    def __post_init__(self) -> None:
        if len(self.name.strip()) < 3 or len(self.purpose.strip()) < 3:
            raise Conflict(_("Name yourself and the purpose: both stand in the record."))


def identified(name: str, purpose: str) -> Operator:
    """The operator. Raises NotPermitted for a name that is not the address of an operator, once there are any."""
    grants = Grant.objects.in_force().filter(role__in=OPERATORS, emergency=None, user__is_active=True)
    if not grants.exists():
        return Operator(name, purpose)
    found = grants.filter(user__email__iexact=name.strip()).select_related("user").first()
    if found is None:
        raise NotPermitted(_("Name yourself by the address of your account as a member of staff."))
    return Operator(name, purpose, found.user)


def account_of(name: str, purpose: str) -> uuid.UUID | None:
    """The operator as the ledger names them; None while nobody of the staff could be."""
    found = identified(name, purpose).user
    return found.subject_id if found else None


def listen() -> None:
    """Fill the port of the ledger; called once, when Django starts."""
    resuming.know(account_of)


def account(address: str) -> User:
    """The account with this confirmed address. Raises Conflict where there is none."""
    rows = EmailAddress.objects.filter(email=address.strip().lower(), verified=True, user__is_active=True)
    found = rows.select_related("user").first()
    if found is None:
        raise Conflict(_("There is no account with this confirmed address."))
    user: User = found.user
    return user


def has_administrator() -> bool:
    """Whether somebody administers all offices now."""
    rows = Grant.objects.in_force().filter(role=Role.ADMINISTRATOR, office=None, emergency=None)
    return rows.filter(user__is_active=True).exists()


@transaction.atomic
def appoint_first(operator: Operator, first: User, second: User) -> list[Grant]:
    """Make the first two administrators: one alone could never have anything approved.

    Raises Conflict while there is an administrator, and for one person named twice.
    """
    if has_administrator():
        raise Conflict(_("There is an administrator already; roles are given at the desk."))
    if first == second:
        raise Conflict(_("Name two people: one administrator alone could have nothing approved."))
    grants = []
    for user in (first, second):
        check_terms(user, Role.ADMINISTRATOR, "", Grant.MAX_TERM)
        grant = Grant.objects.create(
            user=user,
            role=Role.ADMINISTRATOR,
            clearance=Classification.RESTRICTED,
            expires_at=clock.now() + Grant.MAX_TERM,
        )
        FirstGrant.objects.create(grant=grant)
        _noted(operator, "grant.first", grant)
        roles_changed(user)
        grants.append(grant)
    return grants


@transaction.atomic
def propose(
    operator: Operator, to: User, role: Role, *, office: Office | None, language: str, term: dt.timedelta
) -> Grant:
    """Propose a role; whatever it is, an administrator or privacy officer must approve it at the desk."""
    check_terms(to, role, language, term)
    grant = Grant.objects.create(
        user=to,
        role=role,
        office=office,
        language=language,
        granted_by=operator.user,
        expires_at=clock.now() + term,
        awaits_approval=True,
    )
    _noted(operator, "grant.proposed", grant)
    return grant


@transaction.atomic
def revoke(operator: Operator, user: User, role: Role | None) -> int:
    """Withdraw the person's grants and proposals, of one role or all; it counts from the next request on."""
    rows = user.grants.in_force() | user.grants.proposed()
    found = list(rows.filter(role=role) if role else rows)
    for grant in found:
        withdraw(None, grant)
        _noted(operator, "grant.revoked", grant)
    return len(found)


@transaction.atomic
def staff(operator: Operator, user: User | None = None) -> list[Grant]:
    """The grants in force and proposed, of everybody or of one person. One record names all that are in it."""
    rows = Grant.objects.in_force() | Grant.objects.proposed()
    rows = rows.filter(user=user) if user else rows
    found = list(rows.select_related("user", "office").order_by("user__email", "role"))
    about = {grant.user.subject_id for grant in found}
    _record(operator, "staff.listed", tuple(about))
    return found


def _noted(operator: Operator, action: str, grant: Grant) -> None:
    office = grant.office.slug if grant.office else ""
    detail: dict[str, str | int] = {"role": grant.role, "grant": grant.pk}
    _record(operator, action, (grant.user.subject_id,), office=office, **detail)


def _record(
    operator: Operator, action: str, about: tuple[object, ...], *, office: str = "", **detail: str | int
) -> None:
    record(
        Act(
            action,
            actor=operator.user.subject_id if operator.user else None,
            about=about,  # type: ignore[arg-type]  # keys of Subject, which Django does not type
            office=office,
            reason=operator.purpose.strip(),
            detail={"operator": operator.name.strip(), **detail},
        )
    )
