"""What is decided about a survey that was approved: longer, earlier, withdrawn. One signature is enough, and
each leaves its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.surveys import services
from legation.surveys.access.models import InvitationList
from legation.surveys.desk.models import SurveyAct, SurveyPlan
from legation.surveys.desk.permissions import may_publish
from legation.surveys.desk.problems import LONGEST
from legation.surveys.desk.services.recording import must, note
from legation.surveys.holding.models import Tally
from legation.surveys.models import Survey
from legation.surveys.services.announcing import tell_the_edge
from legation.surveys.services.tallies import locked

What = SurveyAct.What


def extend(survey: Survey, by: User, closes_at: dt.datetime, reason: str) -> Survey:
    """Leave it open for longer. Raises NotPermitted, Conflict once it is closed: what was promised of its end
    (fewer than ten answers are destroyed) has happened then. Until the new end stands nobody settles what is
    held, so that the old one has either come for good or not at all."""
    with _tally(survey) as tally, transaction.atomic():
        row = _locked(survey)
        must(may_publish(by, row.office))
        _running(row)
        if tally is not None and tally.closed:
            raise Conflict(_("This survey is closed already."))
        if closes_at <= row.closes_at:
            raise Conflict(
                _("Name a later moment than the present one. To close it earlier, close it by hand.")
            )
        if closes_at > row.opens_at + LONGEST:
            raise Conflict(_("A survey is open for two years at most."))
        _act(row, What.EXTENDED, by, reason, closed_before=row.closes_at)
        row.closes_at = closes_at
        row.save(update_fields=["closes_at"])
        note("extended", by, row.slug, row.office, reason=reason, closes_at=closes_at.isoformat())
        tell_the_edge()
    return row


def close(survey: Survey, by: User, reason: str) -> Survey:
    """Close it now, for good. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        row = _locked(survey)
        must(may_publish(by, row.office))
        _running(row)
        _act(row, What.CLOSED, by, reason)
        _end(row, by, reason)
    return row


def withdraw(survey: Survey, by: User, reason: str) -> Survey:
    """Take it away from the public for good, with its results; an open one closes. What was answered stays with
    staff until its retention is over. Raises NotPermitted, Conflict."""
    with transaction.atomic():
        row = _locked(survey)
        must(may_publish(by, row.office))
        if row.state != Survey.State.APPROVED:
            raise Conflict(_("This survey is withdrawn already."))
        _act(row, What.WITHDRAWN, by, reason)
        if not row.is_closed:
            _end(row, by, reason)
        Survey.objects.filter(pk=row.pk).update(state=Survey.State.DRAFT)
        row.state = Survey.State.DRAFT
        note("withdrawn", by, row.slug, row.office, reason=reason)
        tell_the_edge()
    return row


def take_back(survey: Survey, by: User) -> SurveyPlan:
    """Turn a survey that has not opened yet into a plan again, to be changed and approved anew.

    Raises NotPermitted, or Conflict when it has opened, people are invited, or it was never a plan.
    """
    with transaction.atomic():
        row = _locked(survey)
        must(may_publish(by, row.office))
        plan = SurveyPlan.objects.select_for_update(of=("self",)).select_related("form__office")
        found = plan.filter(survey=row).first()
        if found is None or row.opens_at <= clock.now() or row.state != Survey.State.APPROVED:
            raise Conflict(_("This survey has opened already: withdraw it, and begin from a copy."))
        if InvitationList.objects.filter(survey=row).exists():
            raise Conflict(_("People are on its list already: withdraw it, and begin from a copy."))
        found.survey = found.submitted_by = found.submitted_at = None
        found.revision += 1
        found.save()
        note("taken-back", by, row.slug, row.office)
        row.delete()
        row.seal.erase()
        tell_the_edge()
    return found


def _end(survey: Survey, by: User, reason: str) -> None:
    """As `services.close`, within the caller's transaction: what is held leaves its store only once it stands."""
    survey.ended_at = clock.now()
    survey.save(update_fields=["ended_at"])
    note("closed", by, survey.slug, survey.office, reason=reason)
    tell_the_edge()
    if survey.anonymous:
        transaction.on_commit(lambda: services.settle(survey), robust=True)


@contextmanager
def _tally(survey: Survey) -> Iterator[Tally | None]:
    """Of an anonymous survey its counts, locked."""
    if not survey.anonymous:
        yield None
        return
    with locked(survey) as tally:
        yield tally


def _locked(survey: Survey) -> Survey:
    rows = Survey.objects.select_for_update(of=("self",)).select_related("office", "form", "seal")
    row = rows.filter(pk=survey.pk).first()
    if row is None:
        raise Conflict(_("This survey was taken back meanwhile."))
    return row


def _running(survey: Survey) -> None:
    if survey.state != Survey.State.APPROVED:
        raise Conflict(_("This survey is withdrawn already."))
    if survey.is_closed:
        raise Conflict(_("This survey is closed already."))


def _act(
    survey: Survey, what: SurveyAct.What, by: User, reason: str, *, closed_before: dt.datetime | None = None
) -> None:
    SurveyAct.objects.create(survey=survey, what=what, person=by, reason=reason, closed_before=closed_before)
