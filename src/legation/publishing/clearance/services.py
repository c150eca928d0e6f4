"""Asking, clearing and refusing: a second person makes an image or file Public; closing needs one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role, User
from legation.accounts.staff.duties import FILE, is_apart
from legation.accounts.staff.permissions import has_role, has_role_for
from legation.defence.malware.services import scan
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.publishing.models import SiteDocument, SiteImage

CLEARERS = (Role.PUBLISHER, Role.ADMINISTRATOR)
KINDS: dict[str, type[Any]] = {"image": SiteImage, "file": SiteDocument}


def office_of(row: Any) -> Office | None:
    """The office in whose collection it lies."""
    return Office.objects.filter(slug=row.collection.name).first() if row.collection_id else None


def may_clear(person: Any, row: Any) -> bool:
    """A publisher of its office, or of the ministry's duty desk, who neither uploaded it nor asked."""
    if person is None or not is_apart(person, row.uploaded_by_user_id, row.asked_by_id):
        return False
    if row.pk and not type(row).objects.visible_to(person).filter(pk=row.pk).exists():
        return False
    return has_role_for(person, *CLEARERS, office=office_of(row)) or stands_in(person)


def stands_in(person: Any) -> bool:
    """Whether the person publishes for the ministry's duty desk, which helps offices of one person."""
    desk = Office.objects.filter(is_duty_desk=True).first()
    return desk is not None and has_role(person, *CLEARERS, office=desk)


def waiting_for(person: User) -> list[Any]:
    """What waits for clearance and may be seen by the person, oldest first."""
    rows = [row for kind in KINDS.values() for row in kind.objects.waiting().visible_to(person)]
    rows = [
        row for row in rows if has_role_for(person, *CLEARERS, office=office_of(row)) or stands_in(person)
    ]
    return sorted(rows, key=lambda row: row.asked_at)


@transaction.atomic
def ask(by: User, row: Any) -> None:
    """Somebody wants it to become Public."""
    row.asked_by, row.asked_at, row.refusal = by, clock.now(), ""
    row.save()
    _noted("file.clearance-asked", by, row)


@transaction.atomic
def clear(by: User, row: Any) -> None:
    """The second person's yes. Raises NotPermitted, or Conflict where nobody asks any longer, or where the
    malware scanner cannot say that the file is harmless: nothing unscanned becomes Public."""
    row = _still_waiting(row)
    if not may_clear(by, row):
        raise NotPermitted(FILE.refusal)
    with row.file.open("rb") as file:
        verdict = scan(file.read())
    if verdict.clean is None:
        raise Conflict(_("The malware scanner is away. Nothing unscanned becomes Public: try again later."))
    if not verdict.clean:
        raise Conflict(_("The file is harmful: the malware scanner found something in it."))
    row.classification, row.asked_by, row.asked_at, row.refusal = Classification.PUBLIC, None, None, ""
    row.cleared = by
    row.save()


@transaction.atomic
def refuse(by: User, row: Any, reason: str) -> None:
    """The second person's no, with the reason, which whoever asked reads at the file."""
    row = _still_waiting(row)
    if not (has_role_for(by, *CLEARERS, office=office_of(row)) or stands_in(by)):
        raise NotPermitted(_("Your role does not allow this."))
    row.asked_by, row.asked_at, row.refusal = None, None, reason
    row.save()
    _noted("file.clearance-refused", by, row)


def note_change(row: Any, before: str | None) -> None:
    """Record that the classification of a stored file changed. `row.cleared` is who did it, where known."""
    if before is None or before == row.classification:
        return
    by: User | None = getattr(row, "cleared", None)
    uploader = row.uploaded_by_user
    record(
        Act(
            "file.classified",
            actor=by.subject_id if by else None,
            about=(uploader.subject_id,) if uploader else (),
            detail={"file": row.tag, "from": before, "to": row.classification},
        )
    )


def note_refused(by: User | None, reason: str, kind: str) -> None:
    """Record that an upload was not taken: why and of which kind, nothing of what stands in it."""
    record(Act("file.refused", actor=by.subject_id if by else None, reason=reason, detail={"kind": kind[:8]}))


def _still_waiting(row: Any) -> Any:
    found = type(row).objects.select_for_update().filter(pk=row.pk, asked_at__isnull=False).first()
    if found is None:
        raise Conflict(_("This has been decided already."))
    return found


def _noted(action: str, by: User, row: Any) -> None:
    office = office_of(row)
    record(Act(action, actor=by.subject_id, office=office.slug if office else "", detail={"file": row.tag}))
