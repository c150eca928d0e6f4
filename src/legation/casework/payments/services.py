"""Owing, paying, correcting and paying back. Each act locks the case, then its charge, and enters what
happened, its ledger record and its mail in one transaction: whatever arrives at the same moment, a fee is
paid once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases.models import Case, State
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services import announce
from legation.casework.payments.models import Attempt, Charge, Fee, Movement
from legation.casework.payments.money import Money
from legation.casework.payments.provider import Order, provider
from legation.casework.payments.queries import fee_for, is_noted_at_counter
from legation.edge.bulletin import Change
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.publishing.announcements.services import announce_on_commit

SALT = "legation.payments"
LINK_AGE = 180 * 24 * 60 * 60
MOST_ATTEMPTS = 20  # of one case; more is no payer but a machine


def set_fee(service: str, office: Office | None, money: Money | None, *, by: User) -> None:
    """From now on the service costs this there; None: nothing. What is owed already stays as it is."""
    general = Fee.objects.filter(service=service, office=None).first() if office else None
    if money is None and general is not None:
        money = Money(0, general.currency)  # without a fee of its own the general one would hold
    with transaction.atomic():
        if money is None:
            Fee.objects.filter(service=service, office=office).delete()
        else:
            values = {"minor": money.minor, "currency": money.currency, "set_at": clock.now()}
            Fee.objects.update_or_create(service=service, office=office, defaults=values)
        detail: dict[str, str | int] = {"service": service}
        detail |= {"minor": money.minor, "currency": money.currency} if money else {"minor": 0}
        place = office.slug if office else ""
        record(Act("fee.set", actor=by.subject_id, office=place, detail=detail))
        announce_on_commit(Change.UPDATE, ["facts"])


def owe(case: Case, *, units: int = 1) -> Charge | None:
    """The fee of the service at the case's office for so many people is owed; None where there is none.
    Within the caller's transaction; a second call changes nothing."""
    money = fee_for(case.reference, case.office)
    if money is None or money.minor == 0:
        return None
    whole = money * max(units, 1)
    charge, _new = Charge.objects.get_or_create(
        case=case, defaults={"minor": whole.minor, "currency": whole.currency, "units": max(units, 1)}
    )
    return charge


def link_of(case: Case) -> str:
    """The address at which the fee is paid: it opens that alone, not the case, and without a cookie."""
    signed = signing.dumps([case.pk, case.secret_hash[:12]], salt=SALT)
    with translation.override(case.language):
        return settings.LEGATION_ORIGIN + reverse("fee", args=[signed])


def case_of(signed: str) -> Case | None:
    """The case whose fee a link opens; None when it is not ours or too old."""
    try:
        pk, part = signing.loads(signed, salt=SALT, max_age=LINK_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = Case.objects.confirmed().select_related("office", "subject").filter(pk=pk).first()
    return case if case is not None and case.secret_hash.startswith(part) else None


def begin(case: Case, *, back: str, language: str) -> str:
    """A new try to pay online: where the payer goes. Raises Conflict when nothing is owed, or nothing can
    be paid online here, and Unavailable when the provider is away."""
    way = provider()
    with locked(case) as (_case, charge):
        if way is None:
            raise Conflict(_("Fees cannot be paid online here. Pay at the counter."))
        if charge is None or charge.state != Charge.State.DUE:
            raise Conflict(_("Nothing is to be paid for this case."))
        if charge.attempts.count() >= MOST_ATTEMPTS:
            raise Conflict(_("This was tried very often. Please pay at the counter."))
        attempt = Attempt.objects.create(
            charge=charge,
            provider=way.code,
            key=secrets.token_hex(16),
            minor=charge.minor,
            currency=charge.currency,
        )
    return way.begin(Order(attempt.key, attempt.money, back, language))


def pay_at_counter(case: Case, receipt: str, *, by: User) -> Movement:
    """An officer took the money and gave this receipt. Raises NotPermitted, or Conflict when nothing is owed."""
    with locked(case) as (case_row, found):
        charge = _handled(case_row, found, by)
        if charge.state != Charge.State.DUE:
            raise Conflict(_("Nothing is to be paid for this case."))
        _change(charge, Charge.State.PAID)
        movement = enter(charge, Movement.Kind.COUNTER, by=by, receipt=receipt)
        tell(case_row, charge, "paid", receipt=receipt)
    return movement


def correct(case: Case, *, was_paid: bool, receipt: str, reason: str, by: User) -> Movement:
    """What an officer noted at the counter was wrong: it was not paid, or the receipt has another number.
    Both notes stay. Raises NotPermitted, or Conflict for what was not noted at the counter."""
    with locked(case) as (case_row, found):
        charge = _handled(case_row, found, by)
        if not is_noted_at_counter(charge):
            raise Conflict(_("Only what was noted at the counter can be corrected."))
        if was_paid:
            return enter(charge, Movement.Kind.RECEIPT, by=by, receipt=receipt, reason=reason)
        _change(charge, Charge.State.DUE)
        movement = enter(charge, Movement.Kind.UNPAID, by=by, reason=reason)
        tell(case_row, charge, "unpaid", reason=reason)
    return movement


def pay_back_at_counter(case: Case, receipt: str, *, by: User) -> Movement:
    """An officer paid back what had been paid at the counter. Raises NotPermitted, or Conflict when nothing
    is to be paid back there."""
    with locked(case) as (case_row, found):
        charge = _handled(case_row, found, by)
        if charge.state != Charge.State.RETURNING or paid_online(charge) is not None:
            raise Conflict(_("Nothing is to be paid back at the counter for this case."))
        _change(charge, Charge.State.RETURNED)
        movement = enter(charge, Movement.Kind.BACK_COUNTER, by=by, receipt=receipt)
        tell(case_row, charge, "returned", receipt=receipt)
    return movement


def end_with_case(case: Case) -> None:
    """The case was withdrawn or not taken up: what was paid is owed back, what was not paid is owed no more.
    Within the caller's transaction, which has locked the case."""
    charge = Charge.objects.select_for_update().filter(case=case).first()
    if charge is None or charge.state not in (Charge.State.DUE, Charge.State.PAID):
        return
    paid = charge.state == Charge.State.PAID
    _change(charge, Charge.State.RETURNING if paid else Charge.State.VOID)
    record(act(charge, "fee.returning" if paid else "fee.void"))


@contextmanager
def locked(case: Case) -> Iterator[tuple[Case, Charge | None]]:
    """The case and its charge, locked in this order in one transaction."""
    with transaction.atomic():
        rows = Case.objects.select_for_update(of=("self",)).select_related("office", "subject")
        row = rows.get(pk=case.pk)
        yield row, Charge.objects.select_for_update().filter(case=row).first()


def paid_online(charge: Charge) -> Attempt | None:
    """The payment that settled it, where that was online."""
    return charge.attempts.filter(state=Attempt.State.PAID).first()


def settle(charge: Charge, state: Charge.State) -> None:
    """How it stands from now on; the caller has locked it."""
    _change(charge, state)


def enter(
    charge: Charge,
    kind: Movement.Kind,
    *,
    by: User | None = None,
    receipt: str = "",
    reason: str = "",
    minor: int | None = None,
) -> Movement:
    """Add a line, and its record."""
    record(act(charge, f"fee.{kind}", by))
    return Movement.objects.create(
        charge=charge,
        kind=kind,
        minor=charge.minor if minor is None else minor,
        receipt=receipt,
        reason=reason,
        by=by,
        at=clock.now(),
    )


def tell(case: Case, charge: Charge, what: str, *, money: Money | None = None, **more: object) -> None:
    """On the timeline and by mail, in the language of the case; `money`: where it is not the fee that moved."""
    with translation.override(case.language):
        amount = str(money or charge.money)
        words = {
            "paid": _("The fee was paid: %(amount)s"),
            "unpaid": _("The fee is not paid, contrary to what we had noted: %(amount)s"),
            "returned": _("The fee was paid back: %(amount)s"),
            "excess": _("A second payment of the fee was paid back: %(amount)s"),
            "wrong": _(
                "%(amount)s arrived, which is not the fee. We send it back; the fee itself is still to be paid."
            ),
            "wrong-back": _("What was paid by mistake was paid back: %(amount)s"),
        }[what] % {"amount": amount}
        values = {"amount": amount, "words": words, "link": link_of(case), **more}
        announce(case, "payments/mail/moved.txt", values, body=words)


def _change(charge: Charge, state: Charge.State) -> None:
    charge.state = state
    charge.settled_at = None if state == Charge.State.DUE else clock.now()
    charge.save(update_fields=["state", "settled_at"])


def _handled(case: Case, charge: Charge | None, by: User) -> Charge:
    if not may_handle(by, case) or case.state == State.UNCONFIRMED:
        raise NotPermitted(_("This case belongs to another office."))
    if charge is None:
        raise Conflict(_("Nothing is to be paid for this case."))
    return charge


def act(charge: Charge, name: str, by: User | None = None) -> Act:
    """The ledger record of something that happened to a fee."""
    case = charge.case
    return Act(
        name,
        actor=by.subject_id if by else None,
        about=(case.subject_id,),
        office=case.office.slug if case.office else "",
        detail={"case": case.number, "minor": charge.minor, "currency": charge.currency},
    )
