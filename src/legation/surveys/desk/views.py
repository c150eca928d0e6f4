"""The list of surveys, the page of one, its settings, and what is decided about it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import has_role, require_role
from legation.kernel.errors import LegationError
from legation.offices.models import zone_of
from legation.questions.composing.models import ComposedForm
from legation.questions.composing.queries import draft_of
from legation.surveys.desk import queries, services
from legation.surveys.desk.forms import (
    NOTHING,
    SERVICES,
    BeginForm,
    ExtendForm,
    QuotaForm,
    ReasonForm,
    SettingsForm,
)
from legation.surveys.desk.models import SurveyAct, SurveyPlan
from legation.surveys.desk.options import counted_so_far, options_of
from legation.surveys.desk.permissions import (
    SEERS,
    may_compose,
    may_publish,
    may_see_plan,
    places_of,
    second_persons,
)
from legation.surveys.desk.problems import definition_of, problems_of, questions_of
from legation.surveys.models import Survey
from legation.surveys.results.permissions import READERS, serves

PAGE = 25
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@require_role(*SEERS)
def home(request: HttpRequest) -> HttpResponse:
    """What is being prepared, and every survey with its state and how many answered."""
    user, state = staff(request), request.GET.get("state", "")
    page = Paginator(queries.surveys_for(user, state), PAGE).get_page(request.GET.get("page"))
    context = {
        "prepared": [(entry, queries.place_of(entry.plan.office)) for entry in queries.prepared_for(user)],
        "unused": queries.unused_forms(user),
        "page": page,
        "rows": [(row, queries.state_of(row), row.settled + row.named_count) for row in page],  # type: ignore[attr-defined]  # annotated
        "state": state if state in queries.STATES else "",
        "states": _states(),
        "composes": bool(places_of(user)),
        "reads": has_role(user, *READERS),
    }
    return render(request, "survey_desk/home.html", context)


def _states() -> list[tuple[str, str]]:
    words = (_("Open now"), _("Not yet open"), _("Over"), _("Withdrawn"))
    return [("", _("All")), *zip(queries.STATES, words, strict=True)]


@never_cache
@read_or_post
@require_role(*SEERS)
def new(request: HttpRequest) -> HttpResponse:
    """A survey from a template, from nothing, or with `?from=` from an earlier one."""
    user = staff(request)
    wanted = request.GET.get("from", "")
    earlier = queries.survey_called(user, wanted) if wanted else None
    if (wanted and earlier is None) or not places_of(user):
        raise Http404
    form = BeginForm(user, request.POST if request.method == "POST" else None, earlier=earlier)
    if form.is_bound and form.is_valid():
        try:
            plan = _begun(form, user)
        except LegationError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("survey_manage", plan.slug)
    context = {"form": form, "earlier": earlier}
    return render(request, "survey_desk/new.html", context, status=422 if form.is_bound else 200)


def _begun(form: BeginForm, user: User) -> SurveyPlan:
    slug = form.cleaned_data["slug"]
    if form.earlier is not None:
        return services.duplicate(form.earlier, slug, user, office=form.place)
    start = form.cleaned_data["start"]
    template = "" if start == NOTHING else start
    title = form.cleaned_data["words-title"]
    return services.create(slug, user, office=form.place, template=template, title=title)


@never_cache
@require_safe
@require_role(*SEERS)
def manage(request: HttpRequest, slug: str) -> HttpResponse:
    """One survey: while it is prepared its plan, afterwards how it runs."""
    return _manage(request, slug)


def _manage(
    request: HttpRequest, slug: str, form: Any = None, act: str = "", status: int = 200
) -> HttpResponse:
    survey = queries.survey_called(staff(request), slug)
    if survey is not None:
        return _running(request, survey, form, act, status)
    plan = seen_plan(request, slug)
    user, draft = staff(request), draft_of(plan.form)
    seconds = second_persons(plan)
    found = questions_of(plan)
    context = {
        "plan": plan,
        "title": queries.title_of(plan),
        "place": queries.place_of(plan.office),
        "rows": _settings_rows(plan),
        "draft": draft,
        "questions": draft.revision if draft else 0,
        "languages": _languages(found.source if found else {}),
        "problems": problems_of(plan),
        "composes": may_compose(user, plan.office),
        "is_second": user.pk in seconds,
        "has_second": bool(seconds),
        "form": form,
        "return_form": form or ReasonForm(label=_("What has to be changed?"), prefix="return"),
    }
    with timezone.override(plan.zone):
        return render(request, "survey_desk/plan.html", context, status=status)


def _running(request: HttpRequest, survey: Survey, form: Any, act: str, status: int) -> HttpResponse:
    user, zone = staff(request), zone_of(survey.office)
    state, kind = queries.state_of(survey)
    plan = SurveyPlan.objects.filter(survey=survey).first()
    context = {
        "survey": survey,
        "state": state,
        "kind": kind,
        "place": queries.place_of(survey.office),
        "rows": _settings_rows(survey),
        "counted": survey.settled + survey.named.count(),
        "options": options_of(survey.form.definition, survey.quotas, counted_so_far(survey)),
        "acts": SurveyAct.objects.filter(survey=survey).select_related("person"),
        "composes": may_compose(user, survey.office),
        "publishes": may_publish(user, survey.office),
        "reads": serves(user, *READERS, office=survey.office),
        "runs": survey.state == Survey.State.APPROVED and not survey.is_closed,
        "is_withdrawn": survey.state != Survey.State.APPROVED,
        "may_take_back": plan is not None and not survey.has_begun and survey.state == Survey.State.APPROVED,
        "invites": survey.access == Survey.Access.TOKENS,
        "form": form,
        "extend_form": form if act == "extend" else ExtendForm(zone, label=_("Why for longer?")),
        "close_form": form if act == "close" else ReasonForm(label=_("Why is it closed?"), prefix="close"),
        "withdraw_form": form
        if act == "withdraw"
        else ReasonForm(label=_("Why is it withdrawn?"), prefix="withdraw"),
        "act": act,
    }
    with timezone.override(zone):
        return render(request, "survey_desk/survey.html", context, status=status)


@never_cache
@read_or_post
@require_role(*SEERS)
def settings_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything but questions and quotas."""
    plan = own_plan(request, slug)
    form = SettingsForm(plan, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.change(plan, staff(request), form.values(), revision=form.cleaned_data["revision"])
        except LegationError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("survey_manage", slug)
    context = {"plan": plan, "title": queries.title_of(plan), "form": form, "zone": plan.zone.key}
    return render(request, "survey_desk/settings.html", context, status=422 if form.is_bound else 200)


@never_cache
@read_or_post
@require_role(*SEERS)
def quotas(request: HttpRequest, slug: str) -> HttpResponse:
    """How many may give each option."""
    plan = own_plan(request, slug)
    definition = definition_of(plan)
    options = options_of(definition, plan.quotas) if definition else []
    form = QuotaForm(plan, options, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        values = {"quotas": form.quotas()}
        try:
            services.change(plan, staff(request), values, revision=form.cleaned_data["revision"])
        except LegationError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            messages.success(request, _("The quotas are saved."))
            return redirect("survey_manage", slug)
    context = {"plan": plan, "title": queries.title_of(plan), "form": form}
    return render(request, "survey_desk/quotas.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@require_role(*SEERS)
def decide(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """One act on a survey that is being prepared; a refusal is told on its page."""
    if act == "adopt":
        return _adopt(request, slug)
    plan = seen_plan(request, slug)
    form = None
    if act == "return":
        form = ReasonForm(request.POST, label=_("What has to be changed?"), prefix="return")
        if not form.is_valid():
            return _manage(request, slug, form, act, 422)
    try:
        said = _decided(request, plan, act, form.reason if form else "")
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("survey_manage", slug)
    messages.success(request, said)
    return redirect("survey_desk") if act == "discard" else redirect("survey_manage", slug)


def _decided(request: HttpRequest, plan: SurveyPlan, act: str, reason: str) -> str:
    user, revision = staff(request), _number(request, "revision")
    if act == "submit":
        services.submit(plan, user, revision=revision)
        return _("A second person was asked to approve it.")
    if act == "return":
        services.give_back(plan, user, reason, revision=revision)
        return _("The survey was given back, with your reason.")
    if act == "discard":
        services.discard(plan, user, revision=revision)
        return _("The survey was thrown away.")
    survey = services.approve(plan, user, revision=revision, questions=_number(request, "questions"))
    if survey.has_begun:
        return _("The survey is approved and open.")
    return _("The survey is approved. It opens by itself.")


def _adopt(request: HttpRequest, slug: str) -> HttpResponse:
    form = ComposedForm.objects.select_related("office").filter(slug=slug).first()
    if form is None or not may_compose(staff(request), form.office):
        raise Http404
    try:
        services.adopt(form, staff(request))
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("survey_desk")
    return redirect("survey_manage", slug)


@never_cache
@require_POST
@require_role(*SEERS)
def run(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """One act on a survey that was approved."""
    user = staff(request)
    survey = queries.survey_called(user, slug)
    if survey is None:
        raise Http404
    form = _run_form(request, survey, act)
    if form is not None and not form.is_valid():
        return _manage(request, slug, form, act, 422)
    try:
        said = _ran(survey, user, act, form)
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, said)
    return redirect("survey_manage", slug)


def _run_form(request: HttpRequest, survey: Survey, act: str) -> ReasonForm | None:
    if act == "extend":
        return ExtendForm(zone_of(survey.office), request.POST, label=_("Why for longer?"))
    labels = {"close": _("Why is it closed?"), "withdraw": _("Why is it withdrawn?")}
    return ReasonForm(request.POST, label=labels[act], prefix=act) if act in labels else None


def _ran(survey: Survey, user: User, act: str, form: ReasonForm | None) -> str:
    reason = form.reason if form else ""
    if isinstance(form, ExtendForm):
        services.extend(survey, user, form.moment, reason)
        return _("The survey stays open for longer.")
    if act == "close":
        services.close(survey, user, reason)
        return _("The survey is closed.")
    if act == "withdraw":
        services.withdraw(survey, user, reason)
        return _("The survey is withdrawn. Nobody but staff sees anything of it any more.")
    services.take_back(survey, user)
    return _("The survey can be changed again. It has to be approved anew.")


def seen_plan(request: HttpRequest, slug: str) -> SurveyPlan:
    """The plan, for reading it. Raises Http404 also for another office's: nothing is confirmed."""
    plan = queries.plan_called(slug)
    if plan is None or plan.survey_id is not None or not may_see_plan(staff(request), plan):
        raise Http404
    return plan


def own_plan(request: HttpRequest, slug: str) -> SurveyPlan:
    """The plan, for changing it. Raises Http404 for whoever may only look at it."""
    plan = seen_plan(request, slug)
    if not may_compose(staff(request), plan.office):
        raise Http404
    return plan


def staff(request: HttpRequest) -> User:
    """The signed-in person, behind `require_role`."""
    assert isinstance(request.user, User)
    return request.user


def _number(request: HttpRequest, name: str) -> int:
    """A revision that the page showed; -1, which none has, where it says nothing that could be one."""
    sent = request.POST.get(name, "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else -1


def _languages(source: dict[str, Any]) -> list[str]:
    found = source.get("languages")
    return [str(code) for code in found] if isinstance(found, list) else []


def _settings_rows(row: SurveyPlan | Survey) -> list[dict[str, Any]]:
    """The settings in words, for the desk."""
    names = dict(SERVICES)
    zone = zone_of(row.office)
    offered = ", ".join(str(names.get(code, code)) for code in row.offered_after)
    return [
        {"key": _("Mode"), "value": _("Anonymous") if row.anonymous else _("Named")},
        {"key": _("Who may answer"), "value": capfirst(row.get_access_display())},
        {"key": _("Opens"), "value": _moment(row.opens_at, zone) or _("as soon as it is approved")},
        {"key": _("Closes"), "value": _moment(row.closes_at, zone) or "–"},
        {"key": _("At so many complete answers"), "value": row.closes_after or "–"},
        {"key": _("Saving and going on later"), "value": _("Yes") if row.resumable else _("No")},
        {"key": _("Public results"), "value": _("Yes") if row.public_results else _("No")},
        {"key": _("Offered at the end of"), "value": offered or "–"},
        {
            "key": _("Answers are deleted"),
            "value": _("%(days)s days after it is over") % {"days": row.retention_days},
        },
    ]


def _moment(moment: dt.datetime | None, zone: ZoneInfo) -> str:
    if moment is None:
        return ""
    return f"{date_format(moment.astimezone(zone), 'DATETIME_FORMAT')} ({zone.key})"
