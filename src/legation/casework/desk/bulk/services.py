"""Do one thing with many cases, or take it back. Each case keeps its own rules, record and outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.casework.cases import services
from legation.casework.cases.models import Case, Event, Priority
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import enter, step
from legation.casework.desk.bulk.models import Bulk, BulkItem
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.ledger.services import Act, record

CHANGED = ("state", "assignee_id", "ended_at", "priority")


@dataclass(frozen=True)
class Order:
    """What to do. `officer` only for giving cases to somebody, `priority` only for setting it; `whole`: all or none."""

    act: Bulk.Act
    officer: User | None = None
    priority: Priority | None = None
    whole: bool = False


def run(order: Order, chosen: Sequence[tuple[Case, int]], *, actor: User) -> Bulk:
    """Do it with each case and the revision that the page showed of it.

    Where all or none is asked and one cannot be done, none is, and the outcomes say which could not.
    """
    with transaction.atomic():
        bulk = Bulk.objects.create(
            by=actor, at=clock.now(), act=order.act, officer=order.officer, whole=order.whole
        )
        with transaction.atomic():
            items = [_one(bulk, order, case, revision, actor) for case, revision in chosen]
            undone = order.whole and any(item.outcome == BulkItem.Outcome.REFUSED for item in items)
            transaction.set_rollback(undone)
        for item in items:
            if undone and item.outcome == BulkItem.Outcome.DONE:
                item.outcome, item.before = BulkItem.Outcome.REFUSED, {}
                item.why = _("Not done because another could not be done.")
        BulkItem.objects.bulk_create(items)
        _record("bulk.done", bulk, len([item for item in items if item.outcome == BulkItem.Outcome.DONE]))
    return bulk


def _one(bulk: Bulk, order: Order, case: Case, revision: int, actor: User) -> BulkItem:
    before = {name: _plain(getattr(case, name)) for name in CHANGED}
    try:
        with transaction.atomic():
            after = ACTS[order.act](case, order, actor, revision)
    except LegationError as error:
        return BulkItem(bulk=bulk, case=case, outcome=BulkItem.Outcome.REFUSED, why=str(error.sentence)[:200])
    changed = {name: value for name, value in before.items() if _plain(getattr(after, name)) != value}
    return BulkItem(
        bulk=bulk, case=case, outcome=BulkItem.Outcome.DONE, before=changed, revision=after.revision
    )


def undo(bulk_id: int, *, actor: User) -> Bulk:
    """Put every case back as it was, as long as nothing else has happened to it.

    Raises NotPermitted for somebody else's, Conflict when its time is over or it is undone already.
    """
    with transaction.atomic():
        bulk = Bulk.objects.select_for_update(of=("self",)).get(pk=bulk_id)
        if bulk.by_id != actor.pk:
            raise NotPermitted(_("Only whoever did this takes it back."))
        if not bulk.may_be_undone:
            raise Conflict(_("This cannot be undone any more."))
        done = list(bulk.items.filter(outcome=BulkItem.Outcome.DONE).select_related("case"))
        for item in done:
            item.outcome = BulkItem.Outcome.UNDONE if _restored(item, actor) else BulkItem.Outcome.KEPT
        BulkItem.objects.bulk_update(done, ["outcome"])
        bulk.undone_at = clock.now()
        bulk.save(update_fields=["undone_at"])
        _record("bulk.undone", bulk, len([one for one in done if one.outcome == BulkItem.Outcome.UNDONE]))
    return bulk


def _restored(item: BulkItem, actor: User) -> bool:
    try:
        with step(item.case_id, "noted", revision=item.revision) as case:
            if not (may_handle(actor, case) or may_handle(actor, item.case)):
                raise NotPermitted(_("This case belongs to another office."))
            for name, value in item.before.items():
                setattr(
                    case,
                    name,
                    parse_datetime(value) if name == "ended_at" and isinstance(value, str) else value,
                )
            with translation.override(actor.language or None):
                why = _("A change made to several cases at once was taken back.")
            enter(case, Event.NOTED, actor=actor, is_public=False, body=why)
    except LegationError:
        return False
    return True


def _assign(case: Case, order: Order, actor: User, revision: int) -> Case:
    if order.officer is None:
        raise Conflict(_("Choose an officer."))
    if case.assignee_id == order.officer.pk:
        raise Conflict(_("It is theirs already."))
    return services.assign(case, order.officer, actor=actor, revision=revision)


def _close(case: Case, order: Order, actor: User, revision: int) -> Case:
    return services.close(case, actor=actor, revision=revision)


def _prioritise(case: Case, order: Order, actor: User, revision: int) -> Case:
    if order.priority is None:
        raise Conflict(_("Choose a priority."))
    if case.priority == order.priority:
        raise Conflict(_("It has this priority already."))
    why = _("Set for several cases at once.")
    return services.prioritise(case, order.priority, why, actor=actor, revision=revision)


ACTS: dict[Bulk.Act, Callable[[Case, Order, User, int], Case]] = {
    Bulk.Act.ASSIGN: _assign,
    Bulk.Act.PRIORITY: _prioritise,
    Bulk.Act.CLOSE: _close,
}


def _plain(value: object) -> str | int | None:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return value if isinstance(value, int | str) else None


def _record(action: str, bulk: Bulk, count: int) -> None:
    record(Act(action, actor=bulk.by.subject_id, detail={"bulk": bulk.pk, "act": bulk.act, "cases": count}))
