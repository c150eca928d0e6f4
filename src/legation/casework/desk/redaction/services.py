"""Strike passages, ask to lift a redaction, lift it or let it stand. The original is never changed."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.accounts.models import User
from legation.accounts.staff.duties import REDACTION, apart
from legation.casework.cases.models import Case, Event
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import CHANGED, enter, step
from legation.casework.desk.redaction import passages
from legation.casework.desk.redaction.models import Reason, Redacted, Redaction
from legation.casework.desk.redaction.permissions import may_lift, needs_original
from legation.casework.desk.redaction.texts import Struck, kind_of, kinds, original_of, place_of
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.ledger.services import Act, record


def strike(
    case: Case, text: Struck, passage: str, reason: Reason, *, actor: User, revision: int | None = None
) -> Redaction:
    """Strike the passage wherever it stands in the letter, in a reply, in what stands in the timeline, or in a
    message.

    Raises LegationError when it does not stand there.
    """
    with step(case.pk, "noted", revision=revision) as locked:
        _must(may_handle(actor, locked))
        if text is not None:
            _must(getattr(text, "case_id", None) == locked.pk)
            if not kind_of(text).rows(locked).filter(pk=text.pk).exists():
                raise Conflict(CHANGED)
        found = passages.places(original_of(locked, text), passage, _struck(locked, text))
        if not found:
            raise LegationError(
                gettext_lazy("This passage does not stand in the text. Copy it exactly as it is.")
            )
        row = Redaction.objects.create(
            case=locked,
            **place_of(text),
            spans=[list(span) for span in found],
            reason=reason,
            by=actor,
            at=clock.now(),
        )
        _show_anew(locked, text)
        _told(row, actor, "redaction.made", _("A passage was struck out: %s") % row.get_reason_display())
    return row


def ask_to_lift(redaction: Redaction, why: str, *, actor: User) -> None:
    """The first of two people. Raises Conflict when it was lifted, or somebody asked already."""
    with step(redaction.case_id, "noted") as case:
        row = _locked(redaction)
        _must(may_handle(actor, case))
        if row.lifted_at is not None or row.lift_asked_at is not None:
            raise Conflict(gettext_lazy("This was asked or lifted already."))
        row.lift_asked_by, row.lift_asked_at, row.lift_reason = actor, clock.now(), why
        row.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
        _told(row, actor, "redaction.lift_asked", _("Somebody asked to show a passage again."))


def decide(redaction: Redaction, *, lift: bool, actor: User) -> None:
    """The second person. Raises NotPermitted for who asked, Conflict when nobody asks."""
    with step(redaction.case_id, "noted") as case:
        row = _locked(redaction)
        _must(may_lift(actor, case))
        if row.lift_asked_at is None or row.lifted_at is not None:
            raise Conflict(gettext_lazy("Nobody asks to lift this any more."))
        apart(REDACTION, actor, row.lift_asked_by_id)
        if lift:
            row.lifted_by, row.lifted_at = actor, clock.now()
            row.save(update_fields=["lifted_by", "lifted_at"])
            _show_anew(case, row.of)
            _told(row, actor, "redaction.lifted", _("A passage is shown again."))
        else:
            row.lift_asked_by = row.lift_asked_at = row.lift_reason = None
            row.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_reason"])
            _told(row, actor, "redaction.kept", _("A passage stays struck out."))


def note_opening(case: Case, why: str, *, actor: User) -> None:
    """Whoever opens the original says why; the gateway leaves its own record beside this one."""
    _must(needs_original(actor, case))
    record(
        Act(
            "redaction.opened",
            actor=actor.subject_id,
            about=(case.subject_id,),
            reason=why,
            detail={"case": case.number},
        )
    )


def _struck(case: Case, text: Struck) -> list[tuple[int, int]]:
    rows = Redaction.objects.in_force().filter(case=case, **place_of(text))
    return [(start, end) for row in rows for start, end in row.spans]


def _show_anew(case: Case, text: Struck) -> None:
    """Make the text that is shown from the original and all that is struck of it."""
    struck = _struck(case, text)
    Redacted.objects.filter(case=case, **place_of(text)).delete()
    if struck:
        shown = passages.without(original_of(case, text), struck)
        Redacted.objects.create(case=case, **place_of(text), text=shown)


def _locked(redaction: Redaction) -> Redaction:
    columns = [f"{kind.column}__case__subject" for kind in kinds()]
    rows = Redaction.objects.select_for_update(of=("self",)).select_related("case__subject", *columns)
    return rows.get(pk=redaction.pk)


def _must(permitted: bool) -> None:
    if not permitted:
        raise NotPermitted(gettext_lazy("This case belongs to another office."))


def _told(row: Redaction, actor: User, action: str, sentence: str) -> None:
    with translation.override(actor.language or None):
        enter(row.case, Event.NOTED, actor=actor, is_public=False, body=sentence)
    record(
        Act(
            action,
            actor=actor.subject_id,
            about=(row.case.subject_id,),
            office=row.case.office.slug if row.case.office else "",
            reason=row.reason,
            detail={"case": row.case.number, "redaction": row.pk},
        )
    )
