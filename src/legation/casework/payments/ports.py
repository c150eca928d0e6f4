"""Fills the ports of the packages below: the fee on the pages of its case and of its service, and its end
with the case."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.casework.cases.kinds import Panel, add_panel
from legation.casework.cases.models import Case
from legation.casework.cases.permissions import may_handle
from legation.casework.cases.services.steps import ended
from legation.casework.payments import notifying, refunding, services
from legation.casework.payments.forms import CorrectionForm, PaidForm
from legation.casework.payments.models import Charge
from legation.casework.payments.provider import provider
from legation.casework.payments.queries import fee_for, is_noted_at_counter, standing_of
from legation.offices.models import Office
from legation.publishing.ports import Fact, add_facts

import_module("legation.casework.payments.sandbox")


def _status(case: Case) -> Mapping[str, Any] | None:
    standing = standing_of(case)
    return None if standing is None else {"standing": standing, "link": services.link_of(case)}


def _desk(case: Case, user: User) -> Mapping[str, Any] | None:
    standing = standing_of(case)
    if standing is None:
        return None
    charge = standing.charge
    state, handles = Charge.State(charge.state), may_handle(user, case)
    online = services.paid_online(charge) is not None
    back = state == Charge.State.RETURNING and not online
    return {
        "case": case,
        "standing": standing,
        "movements": charge.movements.select_related("by", "charge"),
        "refunds": refunding.of_case(case, user),
        "pay_form": PaidForm(auto_id="id_fee_paid_%s") if handles and standing.is_due else None,
        "correct_form": CorrectionForm(auto_id="id_fee_correct_%s")
        if handles and is_noted_at_counter(charge)
        else None,
        "back_form": PaidForm(auto_id="id_fee_returned_%s") if handles and back else None,
    }


def _end(case: Case, **_more: object) -> None:
    notifying.on_end(case)


def _facts(service: str, office: str, _language: str) -> list[Fact]:
    """What the service costs at the office, on its page."""
    place = Office.objects.filter(slug=office).first() if office else None
    money = fee_for(service, place) if place else None
    if money is None or not money.minor:
        return []
    where = _("payable online or at the counter") if provider() else _("payable at the counter")
    return [Fact("fee", _("Fee for one person"), f"{money} – {where}")]


add_panel(Panel("payments/on_desk.html", _desk, "payments/on_status.html", _status))
add_facts(_facts)
ended.connect(_end, dispatch_uid="payments")
