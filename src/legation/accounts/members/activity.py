"""What the ledger says of a member, in plain words. Packages add the sentences of their own acts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from legation.accounts import whence
from legation.accounts.members.subjects import subjects_of
from legation.accounts.models import User
from legation.ledger.models import LedgerMention, LedgerRecord
from legation.ledger.services import opened

Text = str | Promise

SENTENCES: dict[str, tuple[Text, Text]] = {}


def sentence(action: str, mine: Text, other: Text | None = None) -> None:
    """Say what an action is called where the member did it, and where somebody else did it.

    Raises ValueError for an action that has its sentence already.
    """
    if action in SENTENCES:
        raise ValueError(f"{action} has its sentence already")
    SENTENCES[action] = (mine, other or mine)


@dataclass(frozen=True)
class Line:
    """One record as the member reads it."""

    at: dt.datetime
    text: str
    number: int
    network: str = ""
    browser: str = ""


def rows_of(people: Collection[uuid.UUID]) -> QuerySet[LedgerRecord]:
    """The records that mention one of these Subjects, newest first."""
    mentions = LedgerMention.objects.filter(subject_id__in=people)
    return LedgerRecord.objects.filter(pk__in=mentions.values("record")).order_by("-pk")


def told(user: User, rows: Iterable[LedgerRecord]) -> list[Line]:
    """The records in plain words, with the member's own network and browser where they were noted;
    a record without a sentence shows its own name."""
    own = {str(person) for person in subjects_of(user)}
    lines = []
    for row in rows:
        record = opened(row)
        mine = record["actor"] in own
        texts = SENTENCES.get(row.action)
        text = str(texts[0 if mine else 1]) if texts else gettext("Recorded: %s") % row.action
        network, browser = whence.read(user.subject, record["detail"]) if mine else ("", "")
        lines.append(Line(row.at, text, row.pk, network, browser))
    return lines


for _action, _mine, _other in (
    ("member.registered", _("You registered."), None),
    ("member.terms-accepted", _("You accepted the terms."), None),
    ("member.address-verified", _("You confirmed your e-mail address."), None),
    ("member.address-changed", _("You changed your e-mail address."), None),
    ("member.signed-in", _("You signed in."), None),
    ("member.signed-out", _("You signed out, or your session ended."), None),
    ("member.session-ended", _("You ended a session on another device."), None),
    ("member.password-changed", _("You changed your password."), None),
    ("member.password-reset", _("Your password was reset by a link sent to your address."), None),
    ("member.factor-added", _("You added a second factor."), None),
    ("member.factor-removed", _("You removed a second factor."), None),
    ("member.recovery-code-used", _("You used a recovery code."), None),
    ("member.factor-renewed", _("You renewed your recovery codes."), None),
    ("member.name-corrected", _("You corrected your name."), None),
    ("member.phone-corrected", _("You changed your telephone number."), None),
    ("member.country-corrected", _("You changed the country where you live."), None),
    ("member.details-confirmed", _("You said that your details are right."), None),
    ("member.preferences-kept", _("You kept your preferences on your account."), None),
    ("member.page-saved", _("You saved a page."), None),
    ("member.page-removed", _("You removed a saved page."), None),
    ("member.office-followed", _("You asked for the alerts of an office by e-mail."), None),
    ("member.office-unfollowed", _("You stopped the alerts of an office."), None),
    ("member.consent-withdrawn", _("You took back a consent."), None),
    ("member.exported", _("You took a copy of your information."), None),
    ("member.left", _("You closed your account."), None),
    (
        "member.suspended",
        _("You suspended a member."),
        _("Services were denied to you; the notice names the reason."),
    ),
    ("member.suspension-lifted", _("You lifted a suspension."), _("Your suspension was lifted.")),
    (
        "personal.read",
        _("You read the information of a person, as an officer."),
        _("An officer read your information; see “Who has read my information”."),
    ),
    (
        "personal.searched",
        _("You searched for a person, as an officer."),
        _("An officer searched for you; see “Who has read my information”."),
    ),
    (
        "operator.command",
        _("You worked on the command line, as an operator."),
        _("You were the second person for a command of an operator."),
    ),
    ("operator.command-ended", _("A command of yours, as an operator, ended."), None),
    ("grant.proposed", _("You proposed a role for a member of staff."), _("A role was proposed for you.")),
    ("grant.given", _("You gave a role to a member of staff."), _("A role was given to you.")),
    ("grant.approved", _("You approved a role."), _("A role of yours was approved.")),
    ("grant.revoked", _("You withdrew a role."), _("A role of yours was withdrawn.")),
):
    sentence(_action, _mine, _other)
