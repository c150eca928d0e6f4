"""The security desk: the live picture, blocks and the allow-list. Works without script."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.defence.detection import heartbeat, services
from legation.defence.detection.forms import AllowForm, BlockForm
from legation.defence.detection.models import Allowed, Block
from legation.defence.detection.networks import ALWAYS_ALLOWED
from legation.defence.detection.scenarios import SCENARIOS
from legation.defence.firewall.wsgi import status_file
from legation.defence.panels import PANELS
from legation.kernel.errors import LegationError

MOST_SHOWN = 200
BIGGEST_ID = 2**31
SIGNALS = {
    "firewall": gettext_lazy("Refused by the firewall"),
    "not-found": gettext_lazy("Pages that are not there"),
    "sign-in-failed": gettext_lazy("Failed sign-ins"),
    "rate-limited": gettext_lazy("Visits beyond the limit"),
    "bad-request": gettext_lazy("Malformed requests"),
}


@require_GET
@never_cache
@require_role(Role.SECURITY_OFFICER)
def desk(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return _desk(request)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def add_block(request: HttpRequest) -> HttpResponse:
    """Block a network."""
    form = BlockForm(request.POST)
    if form.is_valid():
        length = dt.timedelta(minutes=int(form.cleaned_data["minutes"]))
        try:
            services.block_by_hand(
                form.cleaned_data["network"],
                length,
                form.cleaned_data["note"],
                by=_officer(request).subject_id,
            )
        except LegationError as error:
            form.add_error("network", str(error.sentence))
        else:
            return redirect("security_desk")
    return _desk(request, block_form=form, status=422)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def remove_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """End a block."""
    services.remove_block(
        get_object_or_404(Block, pk=min(block_id, BIGGEST_ID)), by=_officer(request).subject_id
    )
    messages.success(request, _("The block has ended."))
    return redirect("security_desk")


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def add_allowed(request: HttpRequest) -> HttpResponse:
    """Never block a network."""
    form = AllowForm(request.POST)
    if form.is_valid():
        try:
            services.allow(
                form.cleaned_data["network"], form.cleaned_data["note"], by=_officer(request).subject_id
            )
        except LegationError as error:
            form.add_error("network", str(error.sentence))
        else:
            return redirect("security_desk")
    return _desk(request, allow_form=form, status=422)


@require_POST
@never_cache
@require_role(Role.SECURITY_OFFICER)
def remove_allowed(request: HttpRequest, allowed_id: int) -> HttpResponse:
    """Take a network off the list."""
    row = get_object_or_404(Allowed, pk=min(allowed_id, BIGGEST_ID))
    services.disallow(row, by=_officer(request).subject_id)
    return redirect("security_desk")


def _desk(
    request: HttpRequest,
    *,
    block_form: BlockForm | None = None,
    allow_form: AllowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    heard = heartbeat.heard(settings.LEGATION_DATA)
    known = {kind for scenario in SCENARIOS for kind in scenario.kinds}
    context = {
        "heard": heard,
        "firewall": _firewall(),
        "signals": [[SIGNALS.get(kind, kind), str(heard.signals.get(kind, 0))] for kind in sorted(known)],
        "signal_head": [_("Signal"), _("In the last hour")],
        "blocks": Block.objects.in_force()[:MOST_SHOWN],
        "allowed": Allowed.objects.all(),
        "always": [str(network) for network in services.allowed_networks()[: _fixed()]],
        "block_form": block_form or BlockForm(),
        "allow_form": allow_form or AllowForm(),
        "wrong_form": block_form or allow_form,
        "panels": [show() for show in PANELS.values()],
        "backups": _address_of("backup_desk"),
    }
    return render(request, "detection/desk.html", context, status=status)


def _firewall() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(status_file(settings.LEGATION_DATA).read_text())
    except (OSError, ValueError):
        return {"state": "unknown"}
    return found


def _fixed() -> int:
    return len(ALWAYS_ALLOWED) + len(settings.LEGATION_TRUSTED_PROXIES)


def _address_of(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
