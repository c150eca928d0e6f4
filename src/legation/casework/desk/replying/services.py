"""Write, approve, send back and retire a text. Nothing is offered before a second person approved it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.staff.duties import TEMPLATE, apart
from legation.casework.desk.replying.models import ReplyTemplate, TemplateVersion
from legation.casework.desk.replying.permissions import may_approve, writes_for
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.offices.models import Office

Texts = Mapping[str, Mapping[str, str]]


@transaction.atomic
def begin(
    texts: Texts, *, office: Office | None, kind: str, matter: str, state: str, actor: User
) -> ReplyTemplate:
    """A new text, with its first version proposed."""
    _must(writes_for(actor, office))
    template = ReplyTemplate.objects.create(office=office, kind=kind, matter=matter, state=state)
    _propose(template, texts, actor)
    return template


@transaction.atomic
def propose(template_id: int, texts: Texts, *, actor: User, seen: int) -> TemplateVersion:
    """A further version; `seen` is the number of the latest that the writer's page showed.

    Raises Conflict when there is a newer one, or one that still waits.
    """
    template = _locked(template_id)
    _must(writes_for(actor, template.office))
    latest = template.versions.last()
    if latest is None or latest.number != seen:
        raise Conflict(_("Somebody else has written a version meanwhile. Look at it first."))
    if template.proposed is not None:
        raise Conflict(_("A version still waits for a second person. Let it be approved or sent back first."))
    return _propose(template, texts, actor)


@transaction.atomic
def decide(template_id: int, number: int, *, approve: bool, actor: User) -> TemplateVersion:
    """The second person's word. Raises NotPermitted for the writer, Conflict when it was decided."""
    template = _locked(template_id)
    version = template.versions.filter(number=number).first()
    _must(may_approve(actor, template))
    if version is None or version.decided_by is not None:
        raise Conflict(_("This version was decided already."))
    apart(TEMPLATE, actor, version.written_by_id)
    version.decided_by = actor
    if approve:
        version.approved_at = clock.now()
    else:
        version.returned_at = clock.now()
    version.save(update_fields=["decided_by", "approved_at", "returned_at"])
    _record("template.approved" if approve else "template.returned", version, actor)
    return version


@transaction.atomic
def retire(template_id: int, *, actor: User) -> None:
    """It is not offered any more; its history stays. Doing it again does nothing."""
    template = _locked(template_id)
    _must(writes_for(actor, template.office))
    latest = template.versions.last()
    if template.retired_at is None and latest is not None:
        template.retired_at = clock.now()
        template.save(update_fields=["retired_at"])
        _record("template.retired", latest, actor)


def _propose(template: ReplyTemplate, texts: Texts, actor: User) -> TemplateVersion:
    latest = template.versions.last()
    version = TemplateVersion.objects.create(
        template=template,
        number=latest.number + 1 if latest else 1,
        texts={code: dict(text) for code, text in texts.items()},
        written_by=actor,
        written_at=clock.now(),
    )
    _record("template.proposed", version, actor)
    return version


def _locked(template_id: int) -> ReplyTemplate:
    rows = ReplyTemplate.objects.select_for_update(of=("self",)).select_related("office")
    return rows.get(pk=template_id)


def _must(permitted: bool) -> None:
    if not permitted:
        raise NotPermitted(_("These texts belong to another office."))


def _record(action: str, version: TemplateVersion, actor: User) -> None:
    office = version.template.office
    record(
        Act(
            action,
            actor=actor.subject_id,
            office=office.slug if office else "",
            detail={"template": version.template_id, "version": version.number},
        )
    )
