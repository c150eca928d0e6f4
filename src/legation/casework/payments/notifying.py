"""What providers tell us: each event once, each fee paid once, whatever arrives together; and paying back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q, QuerySet
from django_tasks import task

from legation.casework.cases.models import Case
from legation.casework.payments import services
from legation.casework.payments.models import Attempt, Charge, Movement, Notification, Refund
from legation.casework.payments.provider import Notice, WrongNotification, provider_named
from legation.kernel import clock
from legation.kernel.errors import Unavailable
from legation.ledger.services import Act, record


class Outcome(StrEnum):
    """What a notification did."""

    PAID = "paid"
    REFUSED = "refused"
    KNOWN = "known"
    WRONG = "wrong"
    EXCESS = "excess"


def receive(code: str, body: bytes, headers: Mapping[str, str]) -> Outcome:
    """Act on a notification; the same event again does nothing more.

    Raises WrongNotification for what is not the provider's, too old, about no order of ours, or another
    message under the name of an event that we know.
    """
    way = provider_named(code)
    if way is None:
        raise WrongNotification("There is no such provider here.")
    notice = way.notification(body, headers)
    attempt = Attempt.objects.filter(key=notice.key, provider=code).select_related("charge__case").first()
    if attempt is None:
        raise WrongNotification("There is no such order.")
    digest = _digest(notice)
    with services.locked(attempt.charge.case) as (case, charge):
        known = Notification.objects.filter(provider=code, event=notice.event).first()
        if known is not None:
            if known.digest != digest:
                raise WrongNotification("This event was told differently before.")
            return Outcome.KNOWN
        attempt.refresh_from_db(fields=["state", "reference"])
        assert charge is not None  # the attempt belongs to it
        outcome = _act_on(case, charge, attempt, notice)
        Notification.objects.create(
            provider=code, event=notice.event, digest=digest, attempt=attempt, outcome=outcome, at=clock.now()
        )
    return outcome


def _digest(notice: Notice) -> str:
    """Of what the notice says; when it was sent may differ, for providers repeat themselves."""
    told = (notice.key, notice.money.minor, notice.money.currency, notice.is_paid, notice.reference)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _act_on(case: Case, charge: Charge, attempt: Attempt, notice: Notice) -> Outcome:
    refund = Refund.objects.filter(attempt=attempt).first()
    is_over = attempt.state in (Attempt.State.PAID, Attempt.State.EXCESS, Attempt.State.RETURNED)
    if is_over or (refund and refund.approved_at):
        return Outcome.KNOWN
    if not notice.is_paid:
        _end(attempt, Attempt.State.REFUSED)
        return Outcome.REFUSED
    attempt.reference = notice.reference
    if notice.money != attempt.money:
        _end(attempt, Attempt.State.WRONG)
        detail: dict[str, str | int] = {
            "case": case.number,
            "minor": notice.money.minor,
            "currency": notice.money.currency,
        }
        place = case.office.slug if case.office else ""
        record(Act("fee.wrong", about=(case.subject_id,), office=place, detail=detail))
        told = {"minor": notice.money.minor, "currency": notice.money.currency}
        nobody = {"proposed_by": None, "proposed_at": None, "noted_at": clock.now()}
        Refund.objects.update_or_create(attempt=attempt, defaults={**told, **nobody})
        services.tell(case, charge, "wrong", money=notice.money, receipt=notice.reference)
        return Outcome.WRONG
    if refund:
        refund.delete()  # told rightly after all
    if charge.state != Charge.State.DUE:
        _end(attempt, Attempt.State.EXCESS)
        pay_back.enqueue(attempt.pk)
        return Outcome.EXCESS
    _end(attempt, Attempt.State.PAID)
    services.settle(charge, Charge.State.PAID)
    services.enter(charge, Movement.Kind.ONLINE, receipt=notice.reference)
    services.tell(case, charge, "paid", receipt=notice.reference)
    return Outcome.PAID


def _end(attempt: Attempt, state: Attempt.State) -> None:
    attempt.state, attempt.ended_at = state, clock.now()
    attempt.save(update_fields=["state", "reference", "ended_at"])


def to_pay_back() -> QuerySet[Attempt]:
    """The payments that are owed back: of cases that ended, those that came once too often, and other amounts than
    the fee that two people send back."""
    ended = Q(state=Attempt.State.PAID, charge__state=Charge.State.RETURNING)
    approved = Q(state=Attempt.State.WRONG, refund__approved_at__isnull=False)
    return Attempt.objects.filter(ended | approved | Q(state=Attempt.State.EXCESS))


@task()
def pay_back(attempt_pk: int) -> bool:
    """Ask the provider to pay back one payment, then note it, once; False when it is not owed or the provider
    is away, and then it is tried again."""
    attempt = Attempt.objects.select_related("charge__case__office", "charge__case__subject").get(
        pk=attempt_pk
    )
    way = provider_named(attempt.provider)
    if way is None or not to_pay_back().filter(pk=attempt_pk).exists():
        return False
    refund = Refund.objects.filter(attempt=attempt).first()
    try:
        reference = way.refund(attempt.key, attempt.reference, refund.money if refund else attempt.money)
    except Unavailable:
        return False
    return _paid_back(attempt, reference)


def _paid_back(attempt: Attempt, reference: str) -> bool:
    with services.locked(attempt.charge.case) as (case, charge):
        before = attempt.state
        rows = Attempt.objects.filter(pk=attempt.pk, state=before)
        if charge is None or not rows.update(state=Attempt.State.RETURNED, ended_at=clock.now()):
            return False
        if before == Attempt.State.WRONG:
            refund = Refund.objects.get(attempt=attempt)
            refund.returned_at, refund.receipt = clock.now(), reference
            refund.save(update_fields=["returned_at", "receipt"])
            record(services.act(charge, "fee.wrong-back"))
            services.tell(case, charge, "wrong-back", money=refund.money, receipt=reference)
        elif before == Attempt.State.EXCESS:
            services.enter(charge, Movement.Kind.EXCESS, receipt=reference)
            services.tell(case, charge, "excess", receipt=reference)
        else:
            services.settle(charge, Charge.State.RETURNED)
            services.enter(charge, Movement.Kind.BACK_ONLINE, receipt=reference)
            services.tell(case, charge, "returned", receipt=reference)
    return True


def pay_all_back() -> int:
    """Everything that is owed back and was paid online; returns how many were."""
    return sum(bool(pay_back.call(attempt.pk)) for attempt in to_pay_back()[:200])


def on_end(case: Case) -> None:
    """A case ended: its fee with it. What was paid online goes back by a task of its own."""
    services.end_with_case(case)
    for attempt in to_pay_back().filter(charge__case=case, state=Attempt.State.PAID):
        pay_back.enqueue(attempt.pk)
