"""Who writes texts for replies, and for which offices."""

from __future__ import annotations

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import has_role, has_role_for, offices_of
from legation.casework.cases.permissions import duty_desk
from legation.casework.desk.replying.models import ReplyTemplate
from legation.offices.models import Office

WRITERS = (Role.EDITOR, Role.SUPERVISOR)


def is_writer(user: object) -> bool:
    """Whether the screen is for this person at all."""
    return isinstance(user, User) and has_role(user, *WRITERS)


def writes_for(user: User, office: Office | None) -> bool:
    """Editors and supervisors of the office; for texts of every office, those of the ministry's duty desk."""
    return has_role_for(user, *WRITERS, office=office or duty_desk())


def may_approve(user: User, template: ReplyTemplate) -> bool:
    """As the writers; also a supervisor of the duty desk, and for texts of every office any supervisor, so
    that an office of one is not stuck. That it is another person than the writer is asked where it is approved."""
    desk = duty_desk()
    if template.office is None and has_role(user, Role.SUPERVISOR):
        return True
    stands_in = desk is not None and has_role_for(user, Role.SUPERVISOR, office=desk)
    return writes_for(user, template.office) or stands_in


def offices_written_for(user: User) -> list[Office | None]:
    """The offices for which the person writes; None stands for every office."""
    own: list[Office | None] = [office for office in offices_of(user, *WRITERS) if not office.is_duty_desk]
    return [None, *own] if writes_for(user, None) else own


def visible_to(user: User) -> list[ReplyTemplate]:
    """Those for the person's offices and for every office; all for a supervisor of the duty desk."""
    templates = ReplyTemplate.objects.filter(retired_at=None).select_related("office")
    offices = offices_of(user, *WRITERS)
    return [
        template
        for template in templates
        if template.office is None or template.office in offices or may_approve(user, template)
    ]
