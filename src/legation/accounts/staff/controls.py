"""What keeps reads with a purpose true: whoever has no task opens nothing, and each read shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.utils.translation import gettext_lazy as _

from legation.accounts.models import User
from legation.accounts.probe import PROBE, Browser, probe_member
from legation.kernel import clock
from legation.kernel.errors import NotPermitted
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.privacy import gateway
from legation.privacy.models import ReadReceipt, Subject
from legation.privacy.receipts import digest
from legation.promises import Control, Finding, Proof, Site, hours, register

READINGS = "/en/account/readings/"
ACTIONS = ("personal.read", "personal.searched")
LATEST = 2000
DAY = dt.timedelta(days=1)


@register
class PurposesBind(Control):
    """Somebody without a task tries every purpose there is on a member, and a purpose that is none."""

    promise = "access.staff"
    name = "purposes-bind"
    every = hours(6)
    valid_for = hours(24)
    how = _("We try to read a member of our own for every purpose, as somebody who has no task: all refuse.")

    def check(self, site: Site) -> Finding:
        tried = [*gateway.PURPOSES, "curiosity"]
        with probe_member() as (member, _password), probe_member() as (stranger, _other):
            free = [code for code in tried if _opens(stranger, code, member)]
        if free:
            return Finding.bad(f"{len(free)} purposes served somebody without a task, {free[0]} first.")
        return Finding.good(
            f"{len(tried)} purposes were tried by somebody without a task; none opened anything."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A purpose that anybody may use."""
        with mock.patch.dict(gateway.RULES, {"member.review": lambda *_asked: True}):
            yield


def _opens(stranger: User, purpose: str, member: User) -> bool:
    reader = gateway.Reader(stranger.subject_id, account=stranger)
    try:
        gateway.read(reader, purpose, [member], ["name"])
    except NotPermitted:
        return False
    return True


@register
class ReadsLeaveReceipts(Control):
    """A read shows to its person at once; records and receipts of the last day tell the same story."""

    promise = "access.staff"
    name = "reads-leave-receipts"
    every = hours(6)
    valid_for = hours(24)
    proof = Proof.MEMBER
    how = _(
        "Write to us, sign in and open “Who has read my information”: it shows each time we open your letter."
    )

    def check(self, site: Site) -> Finding:
        with probe_member() as (member, password):
            reader = gateway.Reader(member.subject_id)
            if gateway.read(reader, PROBE, [member], ["name"]) != [{"name": "Probe"}]:
                return Finding.bad("What was read is not what was written.")
            browser = Browser(site)
            browser.sign_in(member, password)
            page = browser.get(READINGS)
            if page.status != 200 or b"to check that the rules are kept" not in page.body:
                return Finding.bad(f"The person could not see that they were read: {page.status}.")
        since = clock.now() - DAY
        before = since - dt.timedelta(minutes=1)  # the record comes a moment before its receipts
        rows = list(LedgerRecord.objects.filter(action__in=ACTIONS, at__gt=before).order_by("-pk")[:LATEST])
        silent = sum(not _tells_the_same(row) for row in rows)
        known = {row.pk for row in rows}
        latest = ReadReceipt.objects.filter(at__gt=since).order_by("-pk").values_list("record", flat=True)
        strays = sum(number not in known for number in latest[:LATEST]) if len(rows) < LATEST else 0
        if silent or strays:
            return Finding.bad(
                f"{silent} recorded reads lack receipts or have others; {strays} receipts have no record."
            )
        return Finding.good(
            f"A read showed to its person at once; {len(rows)} reads of the last day have all their receipts."
        )

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """A read that leaves a record and no receipt."""
        with mock.patch.object(ReadReceipt.objects, "bulk_create"):
            yield


def _tells_the_same(row: LedgerRecord) -> bool:
    """Whether the receipts are those of the set of persons to which the record commits. Somebody of whom
    nothing is kept any more has no receipt either."""
    told: dict[str, Any] = opened(row)
    detail = told["detail"]
    if "persons_digest" not in detail:
        return False
    receipts = ReadReceipt.objects.filter(record=row.pk, purpose=told["reason"], reader_id=told["actor"])
    people = {str(person) for person in receipts.values_list("subject", flat=True)}
    gone = set(told["about"]) - people
    if gone and Subject.objects.filter(pk__in=gone, erased_at=None).exists():
        return False
    return bool(detail["persons_digest"] == digest(detail["salt"], people | gone))
