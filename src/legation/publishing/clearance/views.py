"""The desk at which images and files become Public."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import Conflict, LegationError
from legation.publishing.clearance import services


class RefusalForm(forms.Form):
    """A no needs its reason."""

    reason = forms.CharField(label=gettext_lazy("Reason for refusing"), max_length=300)


@require_safe
@never_cache
@require_role(*services.CLEARERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first."""
    return _page(request)


@require_POST
@never_cache
@require_role(*services.CLEARERS)
def decide(request: HttpRequest, kind: str, file_id: int) -> HttpResponse:
    """Yes, or no with a reason."""
    if kind not in services.KINDS:
        raise Http404
    user = _staff(request)
    row = get_object_or_404(services.KINDS[kind].objects.visible_to(user), pk=file_id)
    form = RefusalForm(request.POST, prefix=row.tag.replace(":", "-"))
    try:
        if request.POST.get("decision") == "clear":
            services.clear(user, row)
            messages.success(request, _("It is Public now."))
        elif form.is_valid():
            services.refuse(user, row, form.cleaned_data["reason"])
            messages.success(request, _("Refused; whoever asked reads the reason at the file."))
        else:
            return _page(request, form, status=422)
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return _page(request, status=409 if isinstance(error, Conflict) else 403)
    return redirect("clearance_list")


def _page(request: HttpRequest, failed: RefusalForm | None = None, *, status: int = 200) -> HttpResponse:
    user = _staff(request)
    items = [_item(user, row, failed) for row in services.waiting_for(user)]
    return render(request, "publishing/clearance/list.html", {"items": items}, status=status)


def _item(user: User, row: Any, failed: RefusalForm | None) -> dict[str, Any]:
    kind, _colon, pk = row.tag.partition(":")
    prefix = f"{kind}-{pk}"
    return {
        "row": row,
        "name": PurePath(row.file.name).name,
        "url": f"/media/{row.file.name}",
        "may_clear": services.may_clear(user, row),
        "decide": reverse("clearance_decide", args=[kind, pk]),
        "form": failed if failed and failed.prefix == prefix else RefusalForm(prefix=prefix),
    }


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
