"""What keeps registrations honest: they vanish when they said they would, and a notice reaches each person once."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from legation.casework.registration.models import CONFIRM_WITHIN, KEPT, Delivery, Notice, Registration, Stay
from legation.kernel import clock
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.privacy.models import Subject
from legation.promises import Control, Finding, Site, hours, register

PATIENCE = dt.timedelta(hours=6)  # the job that erases runs every hour
MAIL_IS_KEPT = dt.timedelta(days=29)
UNFINISHED = dt.timedelta(hours=1)


@register
class StaysVanishInTime(Control):
    """No registration is there beyond the days for which it may be kept, and none that nobody confirmed."""

    promise = "privacy.minimum"
    name = "registration.vanish"
    every = hours(6)
    valid_for = hours(24)
    how = _(
        "Register a stay abroad: its page names the day on which it is erased, and its link then leads nowhere."
    )

    def check(self, site: Site) -> Finding:
        rows = Registration.objects.all()
        over = rows.confirmed().filter(valid_until__lt=clock.today() - KEPT - dt.timedelta(days=1)).count()
        stale = rows.filter(confirmed_at=None, begun_at__lt=clock.now() - CONFIRM_WITHIN - PATIENCE).count()
        if over or stale:
            return Finding.bad(
                f"{over} stays are over and still kept; {stale} that nobody confirmed are too."
            )
        if not rows.exists():
            return Finding.unclear("Nobody has registered a stay abroad yet.")
        return Finding.good(f"None of {rows.count()} registrations is kept longer than its day.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A stay that ended a month ago and that nobody erased."""
        office = Office.objects.first()
        if office is None:
            raise LookupError("sabotage needs an office")
        past = clock.today() - dt.timedelta(days=40)
        planted = Registration.objects.create(
            subject=Subject.objects.create(),
            submission_hash=secrets.token_hex(32),
            office=office,
            country=office.country,
            stay=Stay.TRAVEL,
            begins_on=past,
            ends_on=past,
            valid_until=past,
            language="en",
            confirmed_at=clock.now(),
        )
        try:
            yield
        finally:
            planted.delete()
            planted.subject.delete()


@register
class NoticesReachEachPersonOnce(Control):
    """Follows the latest notices from the moment of sending to one mail for each registration."""

    promise = "applications"
    name = "registration.once"
    every = hours(6)
    valid_for = hours(24)
    how = _("Register a stay abroad: each notice of the office reaches you in one mail, not in two.")

    def check(self, site: Site) -> Finding:
        sent = Notice.objects.filter(
            state__in=(Notice.State.SENDING, Notice.State.SENT), sent_at__isnull=False
        )
        late = sent.filter(state=Notice.State.SENDING, sent_at__lt=clock.now() - UNFINISHED).count()
        recent = Delivery.objects.filter(notice__in=sent, notice__sent_at__gt=clock.now() - MAIL_IS_KEPT)
        forgotten = recent.filter(notice__state=Notice.State.SENT, queued_at=None).count()
        without = recent.filter(queued_at__isnull=False, mail=None).count()
        people = list(recent.filter(mail__isnull=False).values_list("mail__subject", "mail__title"))
        twice = self._mailed_twice(people)
        if late or forgotten or without or twice:
            return Finding.bad(
                f"{late} notices are not finished after an hour; {forgotten} people were forgotten, {without} "
                f"have no mail and {twice} have two."
            )
        if not people:
            return Finding.unclear("No notice was sent in the last four weeks.")
        return Finding.good(f"{len(people)} people were each sent their notice in one mail.")

    def _mailed_twice(self, people: Sequence[tuple[object, str]]) -> int:
        """Mails with a notice's subject line beyond those that belong to its deliveries."""
        wanted = dict.fromkeys(people, 0)
        for pair in people:
            wanted[pair] += 1
        subjects = {subject for subject, _title in people}
        rows = OutgoingMail.objects.filter(subject__in=subjects).values_list("subject", "title")
        found: dict[tuple[object, str], int] = {}
        for pair in rows:
            found[pair] = found.get(pair, 0) + 1
        return sum(max(0, found.get(pair, 0) - count) for pair, count in wanted.items())

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """The same notice lies in the outbox a second time."""
        delivery = Delivery.objects.filter(mail__isnull=False).select_related("mail").first()
        if delivery is None or delivery.mail is None:
            raise LookupError("sabotage needs a notice that was sent")
        again = OutgoingMail.objects.create(
            subject_id=delivery.mail.subject_id,
            title=delivery.mail.title,
            message_id=f"<{secrets.token_hex(8)}@control.invalid>",
            withheld_at=clock.now(),
        )
        try:
            yield
        finally:
            again.delete()
