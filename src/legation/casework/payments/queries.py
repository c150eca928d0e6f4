"""What a service costs where, and how a case stands with its fee."""

from __future__ import annotations

from dataclasses import dataclass

from legation.casework.cases.models import Case, Kind, State
from legation.casework.payments.models import Charge, Fee, Movement
from legation.casework.payments.money import Money
from legation.casework.payments.provider import provider
from legation.offices.models import Office
from legation.publishing.ports import apply_url
from legation.questions.models import FormDefinition


def fee_for(service: str, office: Office | None) -> Money | None:
    """What one person pays for the service there; None: nothing was set, nothing is owed."""
    rows = list(Fee.objects.filter(service=service, office=None))
    if office is not None:
        rows = [*Fee.objects.filter(service=service, office=office), *rows]
    return rows[0].money if rows else None


def fees_of(office: Office) -> dict[str, Money]:
    """The fee of each service at the office, its own before the general one."""
    rows = [*Fee.objects.filter(office=None), *Fee.objects.filter(office=office)]
    return {row.service: row.money for row in rows}


def services(office: Office) -> list[tuple[str, str]]:
    """What can be applied for at the office, by slug and title in the active language."""
    forms = FormDefinition.objects.filter(in_force=True)
    offered = (form for form in forms if apply_url(form.slug, office.slug, office.languages[0]))
    return sorted(((form.slug, str(form.definition.title)) for form in offered), key=lambda pair: pair[1])


def is_noted_at_counter(charge: Charge) -> bool:
    """It is paid because an officer noted so; a second payment that went back meanwhile changes nothing of it."""
    last = charge.movements.exclude(kind=Movement.Kind.EXCESS).last()
    kinds = (Movement.Kind.COUNTER, Movement.Kind.RECEIPT)
    return charge.state == Charge.State.PAID and last is not None and last.kind in kinds


@dataclass(frozen=True)
class Standing:
    """How a case stands with its fee, and what its person can do about it."""

    charge: Charge
    may_pay_online: bool

    @property
    def is_due(self) -> bool:
        """Money is owed."""
        return self.charge.state == Charge.State.DUE


def standing_of(case: Case) -> Standing | None:
    """None where nothing was ever owed."""
    charge = Charge.objects.filter(case=case).first()
    if charge is None:
        return None
    payable = charge.state == Charge.State.DUE and case.state != State.UNCONFIRMED
    return Standing(charge, payable and case.kind == Kind.APPLICATION and provider() is not None)
