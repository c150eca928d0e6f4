"""What surveys do by themselves: settle batches, close at their number, and at the close withhold the rest."""

from __future__ import annotations

import datetime as dt

from legation.kernel import clock
from legation.schedule.jobs import recurring
from legation.surveys.holding.models import HeldAnswer, HeldDraft, HeldToken, Tally
from legation.surveys.models import Survey
from legation.surveys.services import settle
from legation.surveys.services.closing import close_if_full
from legation.surveys.services.singly import singly


@recurring("surveys.settle", dt.timedelta(minutes=10))
def settle_all() -> int:
    """Returns how many answers were moved."""
    forget_what_nobody_needs()
    try:
        singly(Survey.objects.open().exclude(closes_after=None), close_if_full)
    finally:
        moved = singly(Survey.objects.filter(anonymous=True, seal__in=_with_something_held()), settle)
    return moved


def forget_what_nobody_needs() -> None:
    """Drafts after their last day, and what is held of surveys that a restored database does not know."""
    HeldDraft.objects.filter(ends_on__lt=clock.today()).delete()
    models = (HeldAnswer, HeldToken, HeldDraft, Tally)
    held = {
        model: set(model._default_manager.values_list("survey", flat=True).distinct()) for model in models
    }
    # Asked last: a survey that opens meanwhile, and is answered, is known then.
    known = set(Survey.objects.values_list("seal", flat=True))
    for model, seals in held.items():
        model._default_manager.filter(survey__in=seals - known).delete()


def _with_something_held() -> list[object]:
    return list(HeldAnswer.objects.values_list("survey", flat=True).distinct())
