"""The office's side: how many are where, notices, who is safe, and the areas. Names only where somebody was
asked whether they are safe, and each such look leaves its receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import offices_of, reader, require_role
from legation.casework.cases.permissions import HANDLERS
from legation.casework.registration import permissions, queries
from legation.casework.registration.forms import AreaForm, NoticeForm, RemarkForm, area_named
from legation.casework.registration.models import Area, Delivery, Notice
from legation.casework.registration.purposes import SAFETY, reference_of
from legation.casework.registration.services import areas, notices
from legation.kernel.errors import LegationError
from legation.mail.unsafe import is_unsafe
from legation.offices.models import Office
from legation.offices.queries import country_name
from legation.privacy.gateway import read

PAGE = 50
OPENED = ("name", "phone", "place", "companions", "contact")
WHO = {"help": Delivery.Answer.HELP, "none": "", "safe": Delivery.Answer.SAFE}
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@require_role(*HANDLERS)
def home(request: HttpRequest, office: str = "") -> HttpResponse:
    """How many are registered where, and the office's notices."""
    user = _user(request)
    places = offices_of(user, *HANDLERS)
    place = next((one for one in places if one.slug == office), places[0] if places and not office else None)
    if place is None:
        raise Http404
    language = get_language() or "en"
    rows = queries.present(place)
    elsewhere = [
        row
        for row in queries.wait_for_somebody().exclude(office=place)
        if permissions.may_sign(user, row) or permissions.may_review(user, row)
    ]
    context = {
        "place": place,
        "places": places,
        "table": [
            [
                f"{country_name(row.country, language)}: {row.area.name if row.area else _('elsewhere')}",
                row.registrations,
                row.people,
            ]
            for row in rows
        ],
        "people": sum(row.people for row in rows),
        "page": Paginator(Notice.objects.filter(office=place), PAGE).get_page(request.GET.get("page")),
        "elsewhere": elsewhere,
        "may_plan": permissions.may_plan(user, place),
    }
    with timezone.override(place.zone):
        return render(request, "registration/desk/home.html", context)


@never_cache
@read_or_post
@require_role(*HANDLERS)
def write(request: HttpRequest, office: str) -> HttpResponse:
    """A new notice."""
    place = _place(request, office)
    form = NoticeForm(request.POST or None, office=place)
    if request.method == "POST" and form.is_valid():
        row = notices.write(place, actor=_user(request), **form.values())
        return redirect("notice_show", row.pk)
    return _written(request, form, place, None)


@never_cache
@read_or_post
@require_role(*HANDLERS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for a notice that is not sent yet; it then needs its second person anew."""
    notice = _notice(request, pk)
    place = _place(request, notice.office.slug)
    form = NoticeForm(request.POST or None, office=place, initial=NoticeForm.initial_of(notice))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["revision"]
        try:
            notices.write(place, actor=_user(request), notice=notice, revision=seen, **form.values())
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            return _written(request, form, place, notice, 409)
        return redirect("notice_show", notice.pk)
    return _written(request, form, place, notice)


def _written(
    request: HttpRequest, form: NoticeForm, place: Office, notice: Notice | None, status: int = 0
) -> HttpResponse:
    context = {"form": form, "place": place, "notice": notice}
    status = status or (422 if form.errors else 200)
    return render(request, "registration/desk/write.html", context, status=status)


@never_cache
@require_safe
@require_role(*HANDLERS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice, whom it reaches in numbers, and what happened; `?who=` opens those who answered so."""
    return _show(request, _notice(request, pk))


def _show(
    request: HttpRequest, notice: Notice, form: RemarkForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    user, state = _user(request), Notice.State
    is_open = notice.state in (state.DRAFT, state.WAITING)
    own = permissions.may_write(user, notice.office)
    who = request.GET.get("who", "")
    context: dict[str, Any] = {
        "notice": notice,
        "place": notice.office,
        "texts": [(code, words["title"], words["text"]) for code, words in notice.texts.items()],
        "where": _where(notice),
        "reach": queries.reach(notice) if is_open else None,
        "answers": queries.answers(notice) if not is_open else None,
        "form": form,
        "remark_form": form or RemarkForm(),
        "problem": problem,
        "is_writer": notice.written_by_id == user.pk,
        "may_change": own and is_open,
        "may_propose": own and notice.state == state.DRAFT,
        "may_sign": permissions.may_sign(user, notice) and notice.written_by_id != user.pk,
        "may_send_emergency": own and is_open and notice.is_emergency,
        "may_review": permissions.may_review(user, notice),
        "may_stop": own and notice.state == state.SENDING,
        "who": who,
    }
    if own and notice.asks_safety and not is_open and who in WHO:
        context |= _people(request, notice, who)
    with timezone.override(notice.office.zone):
        return render(request, "registration/desk/notice.html", context, status=status)


def _where(notice: Notice) -> list[str]:
    known = queries.areas_of(notice.office)
    language = get_language() or "en"
    named = [area.name for code in notice.areas if (area := area_named(known, code))]
    return [*(country_name(code, language) for code in notice.countries), *named]


def _people(request: HttpRequest, notice: Notice, who: str) -> dict[str, Any]:
    """Opened for the purpose of seeing who is safe; each of them can read that it was."""
    rows = notice.deliveries.filter(answer=WHO[who]).exclude(queued_at=None)
    rows = rows.select_related("registration__subject", "registration__area__office")
    page = Paginator(rows.order_by("answered_at", "pk"), PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    people = [row.registration for row in found]
    by = reader(_user(request), notice.office)
    opened = read(by, SAFETY, people, OPENED, reference=reference_of(notice)) if people else []
    shown = [
        {"row": row, "opened": words, "unsafe": is_unsafe(row.registration.subject)}
        for row, words in zip(found, opened, strict=True)
    ]
    return {"people": shown, "page": page}


ACTS: dict[str, Callable[[Notice, User, int | None], object]] = {
    "propose": lambda row, user, seen: notices.propose(row, actor=user, revision=seen),
    "send": lambda row, user, seen: notices.send(row, actor=user, revision=seen),
    "send-emergency": lambda row, user, seen: notices.send_emergency(row, actor=user, revision=seen),
    "stop": lambda row, user, _seen: notices.stop(row, actor=user),
    "confirm": lambda row, user, _seen: notices.confirm_review(row, actor=user),
}


@never_cache
@require_POST
@require_role(*HANDLERS)
def act(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """Propose, return, send, stop, or let an emergency stand."""
    notice, user = _notice(request, int(pk[:30])), _user(request)
    typed = request.POST.get("revision", "")
    seen = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    form = RemarkForm(request.POST) if name == "return" else None
    if form is not None and not form.is_valid():
        return _show(request, notice, form, status=422)
    try:
        if form is not None:
            notices.give_back(notice, form.cleaned_data["remark"], actor=user, revision=seen)
        else:
            ACTS[name](notice, user, seen)
    except LegationError as error:
        notice.refresh_from_db()
        return _show(request, notice, problem=str(error.sentence), status=409)
    messages.success(request, _("Recorded."))
    return redirect("notice_show", notice.pk)


@never_cache
@read_or_post
@require_role(*permissions.SIGNERS)
def plan(request: HttpRequest, office: str) -> HttpResponse:
    """The areas of an office; a supervisor adds and closes them."""
    place, user = get_object_or_404(Office, slug=office), _user(request)
    if not permissions.may_plan(user, place):
        raise PermissionDenied
    form = AreaForm(request.POST or None, office=place)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        areas.add(place, data["country"], data["code"], form.names(), by=user)
        messages.success(request, _("Added."))
        return redirect("registration_areas", place.slug)
    context = {"place": place, "areas": queries.areas_of(place), "form": form}
    status = 422 if form.errors else 200
    return render(request, "registration/desk/areas.html", context, status=status)


@never_cache
@require_POST
@require_role(*permissions.SIGNERS)
def close_area(request: HttpRequest, office: str, area_id: int) -> HttpResponse:
    """Offer the area to nobody any more."""
    area = get_object_or_404(Area.objects.select_related("office"), pk=area_id, office__slug=office)
    if not permissions.may_plan(_user(request), area.office):
        raise PermissionDenied
    areas.close(area, by=_user(request))
    return redirect("registration_areas", office)


def _place(request: HttpRequest, slug: str) -> Office:
    """The office, if its notices are the person's to write."""
    place = get_object_or_404(Office.objects.prefetch_related("texts"), slug=slug)
    if not permissions.may_write(_user(request), place):
        raise PermissionDenied
    return place


def _notice(request: HttpRequest, pk: int) -> Notice:
    rows = Notice.objects.select_related("office", "written_by", "sent_by", "reviewed_by")
    notice = rows.filter(pk=pk).first() if pk < 2**63 else None
    if notice is None or not permissions.may_see(_user(request), notice):
        raise Http404
    return notice


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
