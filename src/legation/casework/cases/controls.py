"""What keeps `mailbox` true inside: nothing received is lost or forgotten, and two people answer."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Grant, Role, User
from legation.casework.cases import numbers, services
from legation.casework.cases.models import Alarm, Case, Kind, Matter, State, Transfer
from legation.casework.cases.services import Opening, handling
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.models import LedgerMention
from legation.mail.models import OutgoingMail
from legation.privacy.models import Subject
from legation.promises import Control, Finding, Site, hours, register

LATEST = 2000
TOLD_WITHIN = dt.timedelta(hours=1)
MAIL_IS_KEPT = dt.timedelta(days=7)


def planted_case(kind: Kind, matter: Matter) -> Case:
    """A late case that no service wrote: no record, no mail, nobody working on it. For sabotage."""
    month = dt.timedelta(days=30)
    return Case.objects.create(
        number=numbers.new_number(),
        secret_hash=secrets.token_hex(32),
        submission_hash=secrets.token_hex(32),
        token_hash=secrets.token_hex(32),
        kind=kind,
        matter=matter,
        subject=Subject.objects.create(),
        language="en",
        state=State.OPEN,
        email_hash="planted",
        confirmed_at=clock.now() - month,
        due_at=clock.now() - dt.timedelta(days=1),
    )


@contextmanager
def planted(kind: Kind, matter: Matter) -> Iterator[None]:
    """A planted case for the length of the block."""
    case = planted_case(kind, matter)
    try:
        yield
    finally:
        case.delete()
        case.subject.delete()


@register
class NoLetterIsForgotten(Control):
    """Every confirmed case has its record and its mail, and none is beyond its time without an officer."""

    promise = "mailbox"
    name = "mailbox.none-forgotten"
    every = hours(1)
    valid_for = hours(26)
    how = _(
        "Write a letter: its number shows on the page of your case by when we answer, and who works on it."
    )

    def check(self, site: Site) -> Finding:
        cases = Case.objects.confirmed().filter(kind__in=(Kind.LETTER, Kind.POLICY)).order_by("-pk")
        latest = list(cases.values_list("subject_id", "confirmed_at")[:LATEST])
        people = {person for person, _at in latest}
        recorded = set(
            LedgerMention.objects.filter(record__action="case.received", subject_id__in=people).values_list(
                "subject_id", flat=True
            )
        )
        recent = {person for person, at in latest if at and at > clock.now() - MAIL_IS_KEPT}
        mailed = set(OutgoingMail.objects.filter(subject_id__in=recent).values_list("subject_id", flat=True))
        forgotten = cases.late().filter(assignee=None).count()
        if people - recorded or recent - mailed or forgotten:
            return Finding.bad(
                f"{len(people - recorded)} letters have no ledger record, {len(recent - mailed)} no mail, "
                f"{forgotten} are late and nobody works on them."
            )
        if not latest:
            return Finding.unclear("No letter has been written yet.")
        late = cases.late().count()
        return Finding.good(
            f"Each of the latest {len(latest)} letters has its record and its mail; "
            f"{late} are late, each with an officer."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A letter written past the services and left lying."""
        with planted(Kind.LETTER, Matter.QUESTION):
            yield


@register
class NobodyIsLateUntold(Control):
    """Whoever supervises is told of every case beyond its time, within the hour."""

    promise = "mailbox"
    name = "mailbox.late-is-told"
    every = hours(1)
    valid_for = hours(26)
    how = _("Follow your case: once its time is over, its page says that we are late.")

    def check(self, site: Site) -> Finding:
        late = Case.objects.late().filter(due_at__lt=clock.now() - TOLD_WITHIN)
        told = Alarm.objects.filter(
            case=OuterRef("pk"), due_at=OuterRef("due_at"), level=Alarm.Level.BREACHED
        )
        untold = late.filter(~Exists(told)).count()
        if untold:
            return Finding.bad(f"Nobody was told that {untold} cases are beyond their time.")
        return Finding.good(f"{late.count()} cases are late, and the supervisors of each were told.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A late letter, of which the alarms know nothing."""
        with planted(Kind.LETTER, Matter.QUESTION):
            yield


@register
class NothingIsSentOnUnasked(Control):
    """Every letter that was sent on to another body has its writer's word before it left."""

    promise = "mailbox"
    name = "mailbox.sent-on-at-their-wish"
    every = hours(6)
    valid_for = hours(26)
    how = _("When another body is competent, we ask on the page of your case before anything leaves.")

    def check(self, site: Site) -> Finding:
        sent = Transfer.objects.filter(state=Transfer.State.SENT)
        unasked = sent.filter(Q(decided_at=None) | Q(decided_at__gt=F("sent_at"))).count()
        unrecorded = sent.exclude(
            case__subject__in=LedgerMention.objects.filter(record__action="case.consented").values(
                "subject_id"
            )
        ).count()
        if unasked or unrecorded:
            return Finding.bad(
                f"{unasked} letters were sent on before their writers agreed; {unrecorded} without a record of it."
            )
        return Finding.good(f"{sent.count()} letters were sent on, each at its writer's wish.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A letter that was sent on, and nobody asked its writer."""
        case = planted_case(Kind.LETTER, Matter.QUESTION)
        user = User.objects.create_user(f"{secrets.token_hex(8)}@control.invalid")
        row = Transfer.objects.create(
            case=case,
            body="planted",
            address="planted@control.invalid",
            state=Transfer.State.SENT,
            asked_by=user,
            sent_at=clock.now(),
        )
        try:
            yield
        finally:
            row.delete()
            case.delete()
            case.subject.delete()
            user.delete()
            user.subject.delete()


@register
class LettersAreAnsweredByTwoPeople(Control):
    """Walks a letter from writing to its answer, in a transaction that is undone."""

    promise = "mailbox"
    name = "mailbox.letter-to-answer"
    every = hours(6)
    valid_for = hours(26)
    how = _("Write a letter and follow it: the answer names its approval by a second person.")

    def check(self, site: Site) -> Finding:
        with transaction.atomic():
            finding = self._walk()
            transaction.set_rollback(True)
        return finding

    def _walk(self) -> Finding:
        drafter, second = (self._supervisor() for _person in range(2))
        opening = Opening(
            kind=Kind.LETTER,
            matter=Matter.QUESTION,
            language="en",
            name="A control",
            email="control@example.org",
            submission=secrets.token_hex(16),
            words="Is anybody there?",
            confirm_route="letter_confirm",
        )
        case, secret = services.open_case(opening)
        case, shown = services.confirm(numbers.confirmation_token(opening.submission))
        services.assign(case, drafter, actor=drafter)
        services.propose_reply(case, "Yes.", actor=drafter)
        try:
            services.approve_reply(case, actor=drafter)
        except Conflict:
            services.approve_reply(case, actor=second)
        else:
            return Finding.bad("One person alone could draft an answer and send it.")
        case.refresh_from_db()
        mails = OutgoingMail.objects.filter(subject=case.subject).count()
        if case.state != State.ANSWERED or shown != secret or mails < 4:
            return Finding.bad(f"A letter written by this control ended as {case.state} with {mails} mails.")
        return Finding.good(
            "A letter was written, confirmed, drafted, refused to its drafter for approval, approved by "
            f"another person and answered, with {mails} mails; then everything was undone."
        )

    def _supervisor(self) -> User:
        user = User.objects.create_user(f"{secrets.token_hex(8)}@control.invalid", is_staff=True)
        Grant.objects.create(user=user, role=Role.SUPERVISOR, expires_at=clock.now() + hours(1))
        return user

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The rule of the second person is switched off."""
        with mock.patch.object(handling, "is_drafter", return_value=False):
            yield
