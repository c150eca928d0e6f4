"""From the form to the day on which nothing is left: each step with its record and its mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.registration import links
from legation.casework.registration.models import (
    REMINDED,
    RENEWAL,
    Area,
    Registration,
    Stay,
)
from legation.casework.registration.queries import office_for
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.services import Act, record
from legation.mail.models import OutgoingMail
from legation.mail.services import queue_template
from legation.mail.unsafe import mark_safe, mark_unsafe
from legation.privacy.gateway import deliver
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash


@dataclass(frozen=True)
class Entry:
    """What somebody says of their stay. `companions` are written one a line."""

    country: str
    stay: str
    begins_on: dt.date
    ends_on: dt.date | None
    name: str
    email: str
    language: str
    languages: tuple[str, ...] = ()
    area: Area | None = None
    phone: str = ""
    place: str = ""
    companions: str = ""
    contact: str = ""

    @property
    def party(self) -> int:
        """How many people are there."""
        return 1 + sum(bool(line.strip()) for line in self.companions.splitlines())

    @property
    def valid_until(self) -> dt.date:
        """The end of the stay, else when it has to be confirmed again."""
        return self.ends_on or max(self.begins_on, clock.today()) + RENEWAL


def register(
    entry: Entry, *, submission: str, member: User | None = None, is_demonstration: bool = False
) -> Registration:
    """A new registration; the same submission gives the same one and does nothing more, unless the address is
    another: whoever mistyped it goes back, corrects it and waits for the link.

    `member`: signed in, and the address is one that they have shown to be theirs: it counts at once.
    Everybody else is sent a link. Raises Conflict where no office looks after the country.
    """
    email_hash = lookup_hash("email", entry.email)
    submission_hash = lookup_hash("registration", f"{submission} {email_hash}")
    known = Registration.objects.filter(submission_hash=submission_hash).first()
    if known is None:
        try:
            with transaction.atomic():
                known = _create(entry, submission_hash, member, is_demonstration)
        except IntegrityError:  # the same form, sent twice at the same moment
            known = Registration.objects.get(submission_hash=submission_hash)
    return known


def _create(entry: Entry, submission_hash: str, member: User | None, is_demonstration: bool) -> Registration:
    row = Registration(
        subject=Subject.objects.create(),
        submission_hash=submission_hash,
        member=member,
        language=entry.language,
        is_demonstration=is_demonstration,
    )
    row.email = entry.email
    row.email_hash = lookup_hash("email", entry.email)
    _write(row, entry)
    row.save()
    if member is not None:
        _begin(row)
    else:
        _note(row, "begun")
        token = links.signed(row, "confirm")
        _mail(row, "confirm", {"link": links.link(row, "registration_confirm", token)})
    return row


def _write(row: Registration, entry: Entry) -> None:
    office = office_for(entry.country, entry.area)
    if office is None:
        raise Conflict(_("No office looks after this country at present. Call the ministry in an emergency."))
    row.office, row.country, row.area = office, entry.country, entry.area
    row.stay, row.begins_on, row.ends_on = entry.stay, entry.begins_on, entry.ends_on
    row.valid_until, row.party = entry.valid_until, entry.party
    row.languages = list(entry.languages)
    for name in ("name", "phone", "place", "companions", "contact"):
        setattr(row, name, getattr(entry, name))
    row.saved_at, row.reminded_at = clock.now(), None


def _begin(row: Registration) -> None:
    row.confirmed_at = clock.now()
    row.save(update_fields=["confirmed_at"])
    _note(row, "confirmed")
    _mail(row, "registered", {"mine": links.mine(row), "office": row.office})


def confirm(row: Registration, email_hash: str = "") -> Registration:
    """The link was followed: the registration counts, or the new address takes the place of the old one.
    Doing it again does nothing. Raises Conflict for a new address that is not the one waiting."""
    with _locked(row) as locked:
        if not email_hash:
            if locked.confirmed_at is None:
                _begin(locked)
            return locked
        waiting = deliver(locked, ["new_email"])["new_email"] if locked.new_email else ""
        if not waiting and links.same(locked.email_hash, email_hash):
            return locked
        if not waiting or not links.same(lookup_hash("email", waiting), email_hash):
            raise Conflict(_("This link belongs to an address that you have changed since."))
        locked.email, locked.email_hash, locked.new_email = waiting, email_hash, None
        locked.save(update_fields=["email", "email_hash", "new_email"])
        _note(locked, "address")
        return locked


def change(row: Registration, entry: Entry) -> Registration:
    """Write what the person has changed. A new address counts once its link was followed; until then mail
    goes to the old one. Raises Conflict where no office looks after the country."""
    with _locked(row) as locked:
        _write(locked, entry)
        new_hash = lookup_hash("email", entry.email)
        is_new = not links.same(new_hash, locked.email_hash)
        locked.new_email = entry.email if is_new else None
        locked.save()
        _note(locked, "changed")
        if is_new:
            token = links.signed(locked, "confirm", new_hash)
            link = links.link(locked, "registration_confirm", token)
            _mail(locked, "new_address", {"link": link}, to=entry.email)
    return locked


def still_there(row: Registration) -> Registration:
    """Somebody who lives there says that they still do; a traveller's stay ends when they said."""
    with _locked(row) as locked:
        if locked.ends_on is None:
            locked.valid_until, locked.reminded_at = clock.today() + RENEWAL, None
            locked.save(update_fields=["valid_until", "reminded_at"])
            _note(locked, "renewed")
    return locked


def set_contact(row: Registration, *, unsafe: bool) -> None:
    """Nothing more is sent to the person, or things are sent again."""
    (mark_unsafe if unsafe else mark_safe)(row.subject, office=row.office.slug)


def leave(row: Registration) -> None:
    """Everything is erased at once, at the person's wish."""
    with _locked(row) as locked:
        _erase(locked, "left")


def remind() -> int:
    """Mail whose stay ends, or who has to confirm it, within two weeks; returns how many. Who came for less
    than that is not reminded."""
    soon = clock.today() + REMINDED
    rows = Registration.objects.confirmed().filter(
        valid_until__gte=clock.today(), valid_until__lte=soon, reminded_at=None
    )
    count = 0
    for pk in list(rows.values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            row = _rows().filter(pk=pk, reminded_at=None).first()
            if row is None or row.valid_until > soon:
                continue
            row.reminded_at = clock.now()
            row.save(update_fields=["reminded_at"])
            if row.begins_on <= clock.today() and row.valid_until - row.begins_on > REMINDED:
                _mail(row, "reminder", {"mine": links.mine(row), "lives": row.stay == Stay.LIVING})
                _note(row, "reminded")
                count += 1
    return count


def expire() -> int:
    """Erase what nobody confirmed in seven days, and what is past its stay by more than the days of KEPT;
    returns how many."""
    due = Registration.objects.unconfirmed_too_long() | Registration.objects.over()
    count = 0
    for pk in list(due.values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            row = _rows().filter(pk=pk).first()
            if (
                row is not None and due.filter(pk=pk).exists()
            ):  # unless it was confirmed or prolonged just now
                _erase(row, "expired")
                count += 1
    return count


def send_link(email: str, language: str) -> None:
    """Mail the links of every registration of this address; nothing where there is none, and nobody learns
    which it was."""
    rows = Registration.objects.confirmed().filter(email_hash=lookup_hash("email", email))
    for row in rows.select_related("subject", "office")[:5]:
        with transaction.atomic():
            mine = links.link(row, "registration_mine", links.signed(row, "mine"), language)
            _mail(row, "link", {"mine": mine}, language=language)
            _note(row, "link")


def _erase(row: Registration, why: str) -> None:
    subject = row.subject
    _note(row, why)
    row.delete()
    OutgoingMail.objects.filter(subject=subject).delete()
    subject.erase()


def _rows() -> QuerySet[Registration]:
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("subject", "office", "area__office")


@contextmanager
def _locked(row: Registration) -> Iterator[Registration]:
    """The registration as it is stored now. Raises Conflict when it is gone."""
    with transaction.atomic():
        locked = _rows().filter(pk=row.pk).first()
        if locked is None:
            raise Conflict(_("This registration has been erased."))
        yield locked


def _note(row: Registration, what: str) -> None:
    """In the ledger: that it happened, for which office; never where the person is."""
    record(Act(f"registration.{what}", about=(row.subject_id,), office=row.office.slug))


def _mail(
    row: Registration, template: str, context: Mapping[str, object], *, to: str = "", language: str = ""
) -> None:
    opened = deliver(row, ["name", "email"])
    values = {"row": row, "name": opened["name"], **context}
    queue_template(
        row.subject,
        to or opened["email"],
        f"registration/mail/{template}.txt",
        values,
        language=language or row.language,
    )
