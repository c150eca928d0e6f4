"""The staff screen of texts for replies."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.casework.cases.outdated import says_so
from legation.casework.desk.replying import services
from legation.casework.desk.replying.forms import TemplateForm
from legation.casework.desk.replying.models import ReplyTemplate
from legation.casework.desk.replying.permissions import (
    WRITERS,
    may_approve,
    offices_written_for,
    visible_to,
    writes_for,
)
from legation.casework.desk.replying.queries import LANGUAGES
from legation.kernel.errors import LegationError, NotPermitted


@never_cache
@require_safe
@require_role(*WRITERS)
def overview(request: HttpRequest) -> HttpResponse:
    """All texts of the person's offices, those that wait first."""
    rows = [
        {"template": template, "force": template.in_force, "proposed": template.proposed}
        for template in visible_to(_user(request))
    ]
    rows.sort(key=lambda row: row["proposed"] is None)
    return render(request, "desk/templates.html", {"rows": rows, "languages": LANGUAGES})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*WRITERS)
def write(request: HttpRequest) -> HttpResponse:
    """A new text."""
    user = _user(request)
    form = TemplateForm(request.POST or None, offices=offices_written_for(user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        template = services.begin(
            form.texts,
            office=form.chosen_office,
            kind=data["kind"],
            matter=data["matter"],
            state=data["state"],
            actor=user,
        )
        messages.success(request, _("Proposed. It is offered once a second person has approved it."))
        return redirect("reply_template", template.pk)
    return render(request, "desk/template_form.html", {"form": form}, status=_status(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*WRITERS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A further version of a text."""
    user, template = _user(request), _template(request, pk)
    if not writes_for(user, template.office):
        raise Http404
    latest = template.versions.last()
    first: dict[str, object] = {"seen": latest.number if latest else 0}
    for code, text in (latest.texts if latest else {}).items():
        first |= {f"title-{code}": text["title"], f"text-{code}": text["text"]}
    form = TemplateForm(request.POST or None, offices=[], fixed=True, initial=first)
    status = _status(request)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(pk, form.texts, actor=user, seen=form.cleaned_data["seen"] or 0)
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            messages.success(request, _("Proposed. It is offered once a second person has approved it."))
            return redirect("reply_template", pk)
    return render(request, "desk/template_form.html", {"form": form, "template": template}, status=status)


@never_cache
@require_safe
@require_role(*WRITERS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What waits, what is in force, and the versions before."""
    return _show(request, _template(request, pk))


@never_cache
@require_POST
@require_role(*WRITERS)
@says_so
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Approve or send back the version that waits, or retire the text."""
    user, template = _user(request), _template(request, int(number))
    pk = template.pk
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0
    try:
        if name == "retire":
            services.retire(pk, actor=user)
            messages.success(request, _("Retired. It is not offered any more."))
            return redirect("reply_templates")
        services.decide(pk, version, approve=name == "approve", actor=user)
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return _show(request, template, 403 if isinstance(error, NotPermitted) else 409)
    messages.success(
        request, _("Approved. It is offered from now on.") if name == "approve" else _("Sent back.")
    )
    return redirect("reply_template", pk)


def _show(request: HttpRequest, template: ReplyTemplate, status: int = 200) -> HttpResponse:
    user, proposed = _user(request), template.proposed
    context = {
        "template": template,
        "proposed": proposed,
        "force": template.in_force,
        "versions": template.versions.select_related("written_by", "decided_by").order_by("-number"),
        "is_mine": proposed is not None and proposed.written_by == user,
        "may_approve": may_approve(user, template),
        "may_write": writes_for(user, template.office),
        "languages": LANGUAGES,
    }
    return render(request, "desk/template.html", context, status=status)


def _template(request: HttpRequest, pk: int) -> ReplyTemplate:
    found = next((one for one in visible_to(_user(request)) if one.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _status(request: HttpRequest) -> int:
    return 422 if request.method == "POST" else 200


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
