"""What members find of their registrations: in their account, in their copy, and before they leave."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import OF_STAFF, export_section, leave_out
from legation.accounts.members.remaining import Matter, open_matters
from legation.accounts.members.subjects import also_theirs, owner
from legation.accounts.models import User
from legation.casework.registration import links
from legation.casework.registration.models import Delivery, Registration
from legation.offices import queries
from legation.privacy.gateway import own
from legation.privacy.sealing import lookup_hash

SEALED = ("name", "email", "phone", "place", "companions", "contact")


def registrations_of(user: User) -> QuerySet[Registration]:
    """Made while signed in, or confirmed from an address that the member has confirmed."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [lookup_hash("email", address) for address in addresses]
    rows = Registration.objects.confirmed().filter(Q(member=user) | Q(email_hash__in=hashes))
    return rows.select_related("subject", "office", "area__office")


@also_theirs
def registration_subjects(user: User) -> Iterable[uuid.UUID]:
    """The Subjects of the member's registrations."""
    return registrations_of(user).values_list("subject_id", flat=True)


def _rows(user: User) -> list[dict[str, Any]]:
    theirs = owner(user)
    return [
        {
            "country": row.country,
            "area": row.area.code if row.area else "",
            "office": row.office.slug,
            "from": row.begins_on.isoformat(),
            "until": row.valid_until.isoformat(),
            **own(theirs, row, SEALED),
        }
        for row in registrations_of(user)
    ]


def _notices(user: User) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(registration__in=registrations_of(user)).exclude(queued_at=None)
    return [
        {
            "title": row.notice.title,
            "at": row.queued_at.isoformat(timespec="seconds") if row.queued_at else "",
            "answer": str(row.get_answer_display()),
            "case": row.case_number,
        }
        for row in rows.select_related("notice__office")
    ]


@open_matters
def _open(user: User) -> Iterable[Matter]:
    for row in registrations_of(user):
        yield Matter("", _("Registration abroad"), queries.country_name(row.country, "en"), links.mine(row))


export_section("registrations", _("Registrations abroad"), _rows, covers=["registration.Registration"])
export_section("notices", _("Notices that you were sent abroad"), _notices, covers=["registration.Delivery"])
leave_out(OF_STAFF, "registration.Notice")
for _what, _words in {
    "begun": _("You began a registration abroad."),
    "confirmed": _("You registered abroad."),
    "address": _("You changed the address of your registration."),
    "changed": _("You changed your registration."),
    "renewed": _("You said that you still live abroad."),
    "reminded": _("We asked whether you are still abroad."),
    "link": _("You asked for the link to your registration."),
    "left": _("You ended your registration; it was erased."),
    "expired": _("Your registration ended; it was erased."),
}.items():
    sentence(f"registration.{_what}", _words)
sentence("notice.answered", _("You answered a notice."))
