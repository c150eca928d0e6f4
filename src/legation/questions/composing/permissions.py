"""Who composes and who publishes the forms of an office. A form without an office is the ministry's."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from legation.accounts.models import Grant, Role, User
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.composing.models import ComposedForm, FormDraft

COMPOSERS = (Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR)
PUBLISHERS = (Role.PUBLISHER, Role.ADMINISTRATOR)
PATIENCE = dt.timedelta(hours=24)  # absence cover: nobody waits longer than this for one colleague
DUTY_DESK = Q(office__is_duty_desk=True)
EVERYWHERE = Q(office=None)


def _of(office: Office | None) -> Q:
    """Grants that count for the forms of this office; for None, for those of the ministry."""
    return EVERYWHERE | (Q(office=office) if office else DUTY_DESK)


def _holders(condition: Q) -> set[int]:
    grants = Grant.objects.in_force().filter(condition, user__is_active=True, user__is_staff=True)
    return set(grants.values_list("user", flat=True))


def may_compose(user: User, office: Office | None) -> bool:
    """Whether the person may write forms of this office."""
    return user.pk in _holders(_of(office) & Q(role__in=COMPOSERS))


def may_publish(user: User, office: Office | None) -> bool:
    """Whether the person may publish and withdraw forms of this office, whoever wrote them."""
    return user.pk in _holders(_of(office) & Q(role__in=PUBLISHERS))


def languages_for(user: User, office: Office | None) -> set[str]:
    """The languages into which the person translates forms of this office."""
    if not (user.is_active and user.is_staff):
        return set()
    grants = user.grants.in_force().filter(_of(office), role=Role.TRANSLATOR)
    return set(grants.exclude(language="").values_list("language", flat=True))


def places_of(user: User) -> list[Office | None]:
    """For whom the person may compose: the ministry (None), and offices."""
    grants = user.grants.in_force().filter(role__in=COMPOSERS)
    if not (user.is_active and user.is_staff):
        return []
    everywhere = grants.filter(EVERYWHERE).exists()
    offices = Office.objects.all() if everywhere else Office.objects.filter(pk__in=grants.values("office"))
    own: list[Office | None] = [office for office in offices.order_by("slug") if not office.is_duty_desk]
    return [None, *own] if everywhere or grants.filter(DUTY_DESK).exists() else own


def second_persons(draft: FormDraft) -> set[int]:
    """Who may put this draft in force: publishers who had no hand in it. The duty desk where the office has
    none, or where they have let it wait so long that they seem to be away."""
    authors = set(draft.hands.values_list("person", flat=True)) | {draft.changed_by_id}
    return seconds_for(draft.form.office, authors, draft.submitted_at)


def seconds_for(office: Office | None, authors: set[int], submitted_at: dt.datetime | None) -> set[int]:
    """The same for anything of an office that these people wrote and that waits since then."""
    publishers = Q(role=Role.PUBLISHER)
    own = _holders(publishers & (Q(office=office) if office else DUTY_DESK)) - authors
    waits = submitted_at is not None and submitted_at <= clock.now() - PATIENCE
    helpers = _holders(publishers & DUTY_DESK) if waits or not own else set()
    everywhere = _holders(Q(role__in=PUBLISHERS) & EVERYWHERE)
    administrators = _holders(Q(role=Role.ADMINISTRATOR) & _of(office))
    return (own | helpers | everywhere | administrators) - authors


def may_see(user: User, form: ComposedForm, draft: FormDraft | None) -> bool:
    """Those who compose there, and the second person of another office whose help a draft needs."""
    if may_compose(user, form.office):
        return True
    return draft is not None and draft.submitted_at is not None and user.pk in second_persons(draft)
