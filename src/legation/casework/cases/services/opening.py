"""How a case begins, and how one that nobody confirmed ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.casework.cases import clock as case_clock
from legation.casework.cases import numbers
from legation.casework.cases.models import Case, Event, State
from legation.casework.cases.repeats import remember
from legation.casework.cases.services.steps import Entering, confirmed, enter, send, step
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.kernel.identifiers import in_order
from legation.kernel.rows import Insertion, row_of, there
from legation.ledger.services import Act, record
from legation.mail.models import OutgoingMail
from legation.mail.services import Outgoing, filled
from legation.mail.unsafe import mark_unsafe
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash

CONFIRM_WITHIN = dt.timedelta(days=7)
SECRET_SHOWN_FOR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Opening:
    """What a case begins with.

    `submission` is a random text of one filled-in form: the same one twice gives the same case.
    `confirm_route` is the route (one argument: the token) at which the correspondent confirms; empty
    when the address is known to be theirs, and then the case is open at once. `subject` None: a new
    person, whose key belongs to this case alone. `unsafe`: nothing may be sent to them; then there is
    no link either, and the case is open at once.
    """

    kind: str
    matter: str
    language: str
    name: str
    email: str
    submission: str
    words: str = ""
    reference: str = ""
    office: Office | None = None
    country: str = ""
    subject: Subject | None = None
    member: User | None = None
    confirm_route: str = ""
    unsafe: bool = False
    is_demonstration: bool = field(default=False, kw_only=True)


def open_case(opening: Opening) -> tuple[Case, str]:
    """The case and its secret. The same submission gives the same case and does nothing more."""
    return opened_by(opening.submission) or open_new(opening)


def opened_by(submission: str) -> tuple[Case, str] | None:
    """The case that this submission opened before, and its secret."""
    asked = numbers.hash_of_token(submission)
    case = row_of(Case, submission_hash=asked) if there(Case, submission_hash=asked) else None
    return (case, numbers.secret_of(numbers.confirmation_token(submission))) if case else None


def open_new(opening: Opening, ready: Ready | None = None) -> tuple[Case, str]:
    """As `open_case`, where `opened_by` has just found nothing. `ready`: what `make_ready` gave."""
    ready = ready or make_ready(opening)
    try:
        # SQLite writes for one at a time: in a transaction nobody can have sent the same since we looked.
        with transaction.atomic(savepoint=connection.vendor != "sqlite"):
            _keep(ready)
    except IntegrityError:  # the same form, sent twice at the same moment
        if not connection.needs_rollback and (known := opened_by(opening.submission)):
            return known
        raise
    return ready.case, numbers.secret_of(ready.token)


@dataclass(frozen=True)
class Ready:
    """A case that is sealed and its mail that is written, none of it in the database yet. `person` None: they
    are known already."""

    opening: Opening
    case: Case
    token: str
    person: Insertion | None
    row: Insertion
    received: Entering
    mail: Outgoing | None


def make_ready(opening: Opening) -> Ready:
    """All of a case that can be made before the transaction in which others wait for it."""
    token = numbers.confirmation_token(opening.submission)
    number = _free_number()
    case = Case(
        number=number,
        secret_hash=numbers.hash_of_secret(number, numbers.secret_of(token)),
        submission_hash=numbers.hash_of_token(opening.submission),
        token_hash=numbers.hash_of_token(token),
        kind=opening.kind,
        matter=opening.matter,
        reference=opening.reference,
        office=opening.office,
        subject=opening.subject or Subject.with_key(id=in_order()),  # the case tells when it came as well
        member=opening.member,
        language=opening.language,
        name=opening.name,
        email=opening.email,
        # An address that nobody confirmed puts the case into nobody's account.
        email_hash="" if opening.unsafe or not opening.email else lookup_hash("email", opening.email),
        country=opening.country,
        words=opening.words or None,
        received_at=clock.now(),
        is_demonstration=opening.is_demonstration,
    )
    return Ready(
        opening,
        case,
        token,
        person=None if opening.subject else Insertion(case.subject),
        mail=_confirmation(opening, case, token) if opening.confirm_route and not opening.unsafe else None,
        row=Insertion(case),
        received=Entering(case, Event.RECEIVED),
    )


def _free_number() -> str:
    """One that no case has. Of 300,000 a year one in some thousands would else be another one's."""
    while there(Case, number=(number := numbers.new_number())):
        pass
    return number


def _confirmation(opening: Opening, case: Case, token: str) -> Outgoing:
    until = timezone.localtime(case.received_at + CONFIRM_WITHIN, case_clock.zone_of(case.office))
    with translation.override(case.language):
        texts = {
            "name": opening.name,
            "link": settings.LEGATION_ORIGIN + reverse(opening.confirm_route, args=[token]),
            "day": date_format(until, "DATE_FORMAT"),
        }
    title, text = filled("cases/mail/confirm.txt", texts, language=case.language)
    return Outgoing(case.subject, opening.email, title, text, language=case.language)


def _keep(ready: Ready) -> None:
    case = ready.case
    if ready.person is not None:
        ready.person.run()
    ready.row.run()
    ready.received.enter()
    if ready.opening.unsafe:
        mark_unsafe(case.subject, office=case.office.slug if case.office else "")
        enter(case, Event.UNSAFE)
    if ready.mail is not None:
        ready.mail.queue()
        return
    _begin(case, numbers.secret_of(ready.token))
    case.save()


def _begin(case: Case, secret: str) -> None:
    case.state, case.confirmed_at = State.OPEN, clock.now()
    case_clock.start(case, case.confirmed_at)
    confirmed.send(sender=Case, case=case)
    remember(case)
    send(case, "received", {"secret": secret})


def confirm(token: str) -> tuple[Case, str]:
    """Open the case to which the token belongs: the case and its secret. Repeating it within the hour
    gives the same and does nothing.

    Raises Case.DoesNotExist for a token that is unknown or too old, Conflict when the case was
    confirmed earlier.
    """
    case = find(token)
    secret = numbers.secret_of(token)
    if case.state == State.UNCONFIRMED:
        try:
            with step(case.pk, "confirmed") as locked:
                _begin(locked, secret)
                enter(locked, Event.CONFIRMED)
        except Conflict:
            case.refresh_from_db()  # two clicks: the other one was first
        else:
            case = locked
    if case.confirmed_at is None or case.confirmed_at < clock.now() - SECRET_SHOWN_FOR:
        raise Conflict(_("You have confirmed this already. Its number and secret are in our e-mail to you."))
    return case, secret


def find(token: str) -> Case:
    """The case that the token would confirm. Raises Case.DoesNotExist when unknown or too old."""
    case = Case.objects.get(token_hash=numbers.hash_of_token(token[:100]))
    if case.state == State.UNCONFIRMED and case.received_at < clock.now() - CONFIRM_WITHIN:
        raise Case.DoesNotExist
    return case


def expire_unconfirmed() -> int:
    """Destroy what nobody confirmed within seven days, with the person's key; returns how many."""
    old = Case.objects.filter(state=State.UNCONFIRMED, received_at__lt=clock.now() - CONFIRM_WITHIN)
    gone = 0
    for pk in list(old.values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            case = old.select_for_update(of=("self",)).select_related("subject").filter(pk=pk).first()
            if case is None:
                continue
            subject = case.subject
            record(Act("case.expired", about=(subject.pk,), detail={"case": case.number}))
            case.delete()
            if (
                not User.objects.filter(subject=subject).exists()
                and not Case.objects.filter(subject=subject).exists()
            ):
                OutgoingMail.objects.filter(subject=subject).delete()
                subject.erase()
            gone += 1
    return gone
