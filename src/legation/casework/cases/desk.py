"""The desk: queues on the left, the case on the right; every read through the gateway."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases import forms, services
from legation.casework.cases.act_forms import CaseForm
from legation.casework.cases.acts import MORE, DeskAct, with_form
from legation.casework.cases.clock import calendar_of
from legation.casework.cases.file import open_file, reply_form
from legation.casework.cases.models import Case, CaseEntry, Event, Ground, Outcome
from legation.casework.cases.numbers import read_number
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import links, tools
from legation.casework.cases.permissions import HANDLERS
from legation.casework.cases.queues import QUEUES, Pages, counts, queue, visible_case
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted

PAGE = 50
DOUBLE_CLICK = dt.timedelta(seconds=15)


@never_cache
@require_safe
@require_role(*HANDLERS)
def desk(request: HttpRequest) -> HttpResponse:
    """One queue; or, with `number`, straight to that case."""
    user = cast(User, request.user)
    context: dict[str, Any] = {}
    if typed := request.GET.get("number", "")[:60]:
        number = read_number(typed)
        if number and visible_case(user, number):
            return redirect("case_desk_show", number)
        context = {"typed": typed, "not_found": True}
    chosen = request.GET.get("queue", "mine")
    chosen = chosen if chosen in QUEUES else "mine"
    page = Pages(queue(user, chosen), PAGE).get_page(request.GET.get("page"))
    context |= {
        "queues": counts(user),
        "links": links(user),
        "chosen": chosen,
        "page": page,
        "title": QUEUES[chosen],
    }
    context["tools"] = tools(request) if page.object_list else []
    return render(request, "cases/desk.html", context)


@never_cache
@require_safe
@require_role(*HANDLERS)
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The case, opened for its purpose; the person sees that it was read."""
    return _show(request, _case(request, number))


def _case(request: HttpRequest, number: str) -> Case:
    user = cast(User, request.user)
    case = visible_case(user, number[:60])
    if case is None:
        if services.refused(user, number[:60]):
            raise PermissionDenied
        raise Http404
    return case


def _reply(case: Case, user: User, form: forms.DeskForm) -> object:
    outcome = form.cleaned_data.get("outcome", Outcome.ANSWER)
    return services.propose_reply(
        case,
        form.text,
        actor=user,
        outcome=outcome,
        despite=form.cleaned_data.get("words-despite", ""),
        revision=form.revision_seen,
    )


def _reject(case: Case, user: User, form: forms.DeskForm) -> object:
    ground = Ground(form.cleaned_data["ground"])
    return services.reject(case, ground, form.text, actor=user, revision=form.revision_seen)


ACTS: dict[str, DeskAct] = {
    "assign": DeskAct(
        forms.DeskForm,
        lambda case, user, form: services.assign(case, user, actor=user, revision=form.revision_seen),
        Event.ASSIGNED,
    ),
    "note": DeskAct(
        forms.NoteForm,
        lambda case, user, form: services.note(case, form.text, actor=user, revision=form.revision_seen),
        Event.NOTED,
    ),
    "ask": DeskAct(
        forms.AskForm,
        lambda case, user, form: services.ask(case, form.text, actor=user, revision=form.revision_seen),
        Event.ASKED,
    ),
    "reply": DeskAct(forms.ReplyForm, _reply, Event.PROPOSED),
    "return": DeskAct(
        forms.ReturnForm,
        lambda case, user, form: services.return_reply(
            case, form.text, actor=user, revision=form.revision_seen
        ),
        Event.RETURNED,
    ),
    "approve": DeskAct(
        forms.DeskForm,
        lambda case, user, form: services.approve_reply(case, actor=user, revision=form.revision_seen),
        Event.APPROVED,
    ),
    "reject": DeskAct(forms.RejectForm, _reject, Event.REJECTED),
    "unsafe": DeskAct(
        forms.DeskForm,
        lambda case, user, form: services.mark_contact(
            case, unsafe=True, actor=user, revision=form.revision_seen
        ),
        Event.UNSAFE,
    ),
    "close": DeskAct(
        forms.DeskForm,
        lambda case, user, form: services.close(case, actor=user, revision=form.revision_seen),
        Event.CLOSED,
    ),
    **{name: more.act for name, more in MORE.items()},
}


def form_class(case: Case, act: str) -> type[forms.DeskForm]:
    """The form of an act; applications are decided rather than answered."""
    return reply_form(case) if act == "reply" else ACTS[act].form


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do one thing; what was typed is kept when it cannot be done."""
    user = cast(User, request.user)
    done = ACTS[name].done
    if _was_just_done(request, number, ACTS[name]) or (done and done(user, number)):
        return _done_before(request, number)
    case = _case(request, number)
    form = form_class(case, name)(request.POST)
    if isinstance(form, CaseForm):
        form.fit(case, user)
    if not form.is_valid():
        return _show(request, case, name, form, 422)
    try:
        ACTS[name].run(case, user, form)
    except (Conflict, NotPermitted) as error:
        if _was_just_done(request, number, ACTS[name]):
            return _done_before(request, number)
        form.add_error(None, str(error.sentence))
        case.refresh_from_db()
        return _show(request, case, name, form, 403 if isinstance(error, NotPermitted) else 409)
    return _after(user, number)


def _after(user: User, number: str) -> HttpResponse:
    """Back to the case, or to the queues when it is in other hands now."""
    return redirect("case_desk_show", number) if visible_case(user, number) else redirect("case_desk")


def _done_before(request: HttpRequest, number: str) -> HttpResponse:
    messages.info(request, _("This was done already: a second click changes nothing."))
    return _after(cast(User, request.user), number)


def _was_just_done(request: HttpRequest, number: str, act: DeskAct) -> bool:
    """A second click on a button that already worked: the same person did this a moment ago, and from the very
    page that is sent again. Asked before the case is looked up, which may be out of their hands by then."""
    page = forms.DeskForm(request.POST)
    if not page.is_valid():
        return False
    done = CaseEntry.objects.filter(
        case__number=number[:60],
        case__revision__gt=page.revision_seen,
        revision=page.revision_seen,
        actor=cast(User, request.user),
        event__in=(act.event, act.asked or act.event),
        at__gt=clock.now() - DOUBLE_CLICK,
    )
    return done.exists()


def _show(
    request: HttpRequest,
    case: Case,
    name: str = "",
    form: forms.DeskForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        **open_file(case, user, request.GET.get("start", "")[:20]),
        "queues": counts(user),
        "links": links(user),
        "form": form,
    }
    if form is not None:
        kept = form.data.get(form.text_field, "") if form.text_field else ""
        context |= {"bound": {name: form}, "kept": kept}
        offered = context["forms"]
        if status == 422:
            context["more"] = with_form(context["more"], name, form)
            if name in offered:
                offered[name] = form
        if kept and status != 422:
            context["kept_label"] = _("What you wrote, so that it is not lost:")
    with timezone.override(calendar_of(case.office).zone):
        return render(request, "cases/desk_case.html", context, status=status)
