"""Write a translation, or a better one."""

from __future__ import annotations

from django.db.models import Max
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.casework.cases.models import Case, Event
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import enter, step
from legation.casework.desk.translating.models import Translation
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted


def write(case: Case, language: str, text: str, *, actor: User, seen: int = 0) -> Translation:
    """The next version; `seen` is the number of the one that the writer's page showed, 0 for none.

    Raises Conflict when somebody else wrote one meanwhile.
    """
    with step(case.pk, "noted") as locked:
        if not may_handle(actor, locked):
            raise NotPermitted(_("This case belongs to another office."))
        latest = locked.translations.filter(language=language).aggregate(latest=Max("number"))["latest"] or 0
        if latest != seen:
            raise Conflict(_("Somebody else has written a translation meanwhile. Look at it first."))
        row = Translation.objects.create(
            case=locked, language=language, number=latest + 1, text=text, by=actor, at=clock.now()
        )
        with translation.override(actor.language or None):
            name = get_language_info(language)["name_translated"]
            body = _("The letter was translated, unofficially: %s") % name
        enter(locked, Event.NOTED, actor=actor, is_public=False, body=body)
    return row
