"""Whom a survey invites: lists, letters, sending, reminding, and how far they have come."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from legation.accounts.staff.permissions import reader, require_role
from legation.kernel import clock
from legation.kernel.errors import LegationError
from legation.offices.models import zone_of
from legation.privacy import gateway
from legation.surveys.access.forms import LettersForm, ListForm
from legation.surveys.access.models import BETWEEN, MOST_REMINDERS, Invitation, InvitationList
from legation.surveys.access.permissions import UNDELIVERED, may_invite, may_revoke, may_send
from legation.surveys.access.services import ending, importing, inviting
from legation.surveys.access.services import letters as stacks
from legation.surveys.desk.permissions import SEERS
from legation.surveys.desk.queries import survey_called
from legation.surveys.desk.views import staff
from legation.surveys.models import Survey
from legation.surveys.results.suppression import SMALLEST

MOST_SHOWN = 200
State = InvitationList.State
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@read_or_post
@require_role(*SEERS)
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists and letters of one survey; sending the form brings in a list."""
    survey = survey_of(request, slug)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            listed = importing.take_in(
                survey,
                data["file"].file,
                staff(request),
                title=data["words-title"],
                purpose=data["words-purpose"],
                kept_days=data["kept_days"],
            )
        except LegationError as refusal:
            form.add_error("file", str(refusal.sentence))
        else:
            return redirect("survey_list", slug, listed.pk)
    return _home(request, survey, form, None, 422 if form else 200)


@never_cache
@require_POST
@require_role(*SEERS)
def make_letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Links for paper."""
    survey = survey_of(request, slug)
    form = LettersForm(request.POST)
    if form.is_valid():
        try:
            listed = stacks.make_letters(
                survey, form.cleaned_data["count"], staff(request), title=form.cleaned_data["words-letters"]
            )
        except LegationError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("survey_list", slug, listed.pk)
    return _home(request, survey, None, form, 422)


def _home(
    request: HttpRequest, survey: Survey, form: ListForm | None, letters: LettersForm | None, status: int
) -> HttpResponse:
    lists = InvitationList.objects.filter(survey=survey).select_related("made_by")
    context = {
        "survey": survey,
        "lists": [(listed, _answered(listed)) for listed in lists],
        "form": letters or form,
        "list_form": form or ListForm(),
        "letters_form": letters or LettersForm(),
        "languages": survey.form.definition.languages,
    }
    return render(request, "survey_desk/people.html", context, status=status)


@never_cache
@read_or_post
@require_role(*SEERS)
def show(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One list in numbers; on asking (POST), also the addresses that could not be reached, with a receipt."""
    survey = survey_of(request, slug)
    listed = list_of(survey, pk)
    user = staff(request)
    last = listed.reminded_at or listed.sent_at
    asked = request.method == "POST"
    context = {
        "survey": survey,
        "listed": listed,
        "rows": _numbers(listed),
        "report": [(line, _(str(why))) for line, why in listed.report],
        "refusal": _(listed.refusal) if listed.refusal else "",
        "is_unfinished": listed.state in importing.UNFINISHED,
        "brought_in": listed.count + listed.repeated,
        "in_file": listed.count + listed.repeated + listed.waiting,
        "may_send": may_send(user, survey) and user.pk != listed.made_by_id and not survey.is_closed,
        "waits_for_other": user.pk == listed.made_by_id or not may_send(user, survey),
        "next_reminder": last + BETWEEN if last else None,
        "may_remind": may_send(user, survey)
        and listed.state == State.SENT
        and not listed.is_letters
        and listed.rounds < MOST_REMINDERS
        and last is not None
        and last + BETWEEN <= clock.now()
        and not survey.is_closed,
        "may_revoke": listed.is_letters
        and listed.state != State.REVOKED
        and may_revoke(user, survey)
        and not survey.is_closed,
        "rounds_left": MOST_REMINDERS - listed.rounds,
        "undelivered": _undelivered(request, listed) if asked else None,
    }
    with timezone.override(zone_of(survey.office)):
        return render(request, "survey_desk/list.html", context)


def _numbers(listed: InvitationList) -> list[dict[str, object]]:
    if listed.is_letters:
        rows: list[tuple[str, object]] = [
            (_("Letters"), listed.count),
            (_("Have answered"), _answered(listed)),
        ]
    else:
        rows = [
            (_("On the list"), listed.count),
            *([(_("Rows that are not on it"), listed.waiting)] if listed.waiting else []),
            (_("Named twice or invited already"), listed.repeated),
            (_("Rows that were not taken"), listed.refused),
            (_("Invited"), listed.invited),
            (_("Could not be delivered"), listed.bounced),
            (_("Asked for no more mails"), listed.stopped),
            (_("Have answered"), _answered(listed)),
        ]
    return [{"key": key, "value": str(value)} for key, value in rows]


def _answered(listed: InvitationList) -> object:
    """How many; of a list of few, or of which all or almost all have answered, it would say who."""
    if listed.state in (State.REFUSED, *importing.UNFINISHED):
        return 0
    if listed.count < SMALLEST:
        return _("Not shown: the list is so short that it would say who.")
    if listed.answered < SMALLEST:
        return _("Fewer than ten")
    if listed.count - listed.answered < SMALLEST:
        return _("%(number)s or more") % {"number": max(SMALLEST, listed.count - SMALLEST + 1)}
    return listed.answered


def _undelivered(request: HttpRequest, listed: InvitationList) -> list[str]:
    people = Invitation.objects.filter(list=listed, stopped_at=None).exclude(bounced_at=None)
    rows = list(people.select_related("subject").order_by("pk")[:MOST_SHOWN])
    who = reader(staff(request), listed.survey.office)
    opened = gateway.read(who, UNDELIVERED, rows, ["address"], reference=f"list {listed.pk}") if rows else []
    return [row["address"] for row in opened]


@never_cache
@require_POST
@require_role(*SEERS)
def act(request: HttpRequest, slug: str, pk: str, act: str) -> HttpResponse:
    """Send, remind, halt, or delete the addresses now."""
    survey = survey_of(request, slug)
    listed = list_of(survey, int(pk))
    try:
        said = _acted(request, listed, act)
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, said)
    return redirect("survey_list", slug, listed.pk)


def _acted(request: HttpRequest, listed: InvitationList, act: str) -> str:
    user = staff(request)
    if act == "send":
        inviting.send(listed, user)
        if listed.survey.has_begun:
            return _("The invitations are on their way.")
        return _("The invitations go out as soon as the survey opens.")
    if act == "remind":
        inviting.remind(listed, user)
        return _("Whoever has not answered is reminded.")
    if act == "halt":
        inviting.halt(listed, user)
        return _("What was not sent yet stays here.")
    ending.delete_by_hand(listed, user)
    return _("The addresses are deleted.")


def survey_of(request: HttpRequest, slug: str) -> Survey:
    """The survey to which this person may invite people. Raises Http404 for any other."""
    survey = survey_called(staff(request), slug)
    if survey is None or survey.access != Survey.Access.TOKENS or not may_invite(staff(request), survey):
        raise Http404
    return survey


def list_of(survey: Survey, pk: int) -> InvitationList:
    """Its list of this number. Raises Http404 where there is none."""
    rows = InvitationList.objects.select_related(
        "survey__office", "survey__form", "made_by", "sent_by", "revoked_by"
    )
    listed = rows.filter(survey=survey, pk=pk).first()
    if listed is None:
        raise Http404
    return listed
