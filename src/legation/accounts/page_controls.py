"""What keeps the promises of the member's own page true: the terms are the accepted text, details can be
corrected with their history, and the record of the account tells its member alone from where."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.utils.translation import gettext_lazy as _

from legation.accounts import whence
from legation.accounts.members import details, terms
from legation.accounts.members.terms import Terms
from legation.accounts.models import TermsAcceptance, User
from legation.accounts.probe import Browser, probe_member
from legation.ledger.models import LedgerRecord
from legation.ledger.services import opened
from legation.promises import Control, Finding, Proof, Site, hours, register

DETAILS = "/en/account/details/"
ACTIVITY = "/en/account/activity/"
PHONE = "+886 2 2348 2999"


@register
class TermsAreTheAcceptedText(Control):
    """Asks the site for the text of every version and computes its hash; nobody accepted any other."""

    promise = "members.accurate"
    name = "terms-are-the-accepted-text"
    every = hours(6)
    valid_for = hours(24)
    how = _("Save the file of a version of the terms and compute its SHA-256: the page shows the same.")

    def check(self, site: Site) -> Finding:
        for version in terms.VERSIONS:
            answer = site.get(f"/en/terms/{version.version}/text.toml")
            if answer.status in (429, 503):
                return Finding.unclear(f"The site answered {answer.status}.")
            if answer.status != 200 or hashlib.sha256(answer.body).hexdigest() != version.digest:
                return Finding.bad(f"The text of the terms {version.version} is not the accepted one.")
        known = [version.version for version in terms.VERSIONS]
        strays = TermsAcceptance.objects.exclude(version__in=known).count()
        if strays:
            return Finding.bad(f"{strays} members accepted terms whose text nobody can read.")
        return Finding.good(f"{len(known)} versions of the terms are readable and have their pinned hash.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """Somebody changed a word of the terms after they were accepted."""
        with mock.patch.object(Terms, "file", b'en = ["Another text."]\n'):
            yield


@register
class DetailsAreCorrectedWithHistory(Control):
    """Corrects a telephone number twice over the web: the page shows the new one and what it was before."""

    promise = "members.accurate"
    name = "details-are-corrected-with-history"
    proof = Proof.MEMBER
    every = hours(6)
    valid_for = hours(24)
    how = _("Open “My details” and correct one: below the form stands what it was before.")

    def check(self, site: Site) -> Finding:
        with probe_member() as (user, password):
            browser = Browser(site)
            if browser.sign_in(user, password).status != 302:
                return Finding.bad("The sign-in did not succeed.")
            for phone in (PHONE, "+44 20 7946 0000"):
                if browser.send(DETAILS, name="Probe", phone=phone).status != 302:
                    return Finding.bad("A correction was not accepted.")
            refused = browser.send(DETAILS, name="", phone="call me").status
            page = browser.get(DETAILS).body.decode()
        if refused != 422:
            return Finding.bad(f"Details that cannot be right were answered {refused}.")
        if "+44 20 7946 0000" not in page or PHONE not in page:
            return Finding.bad("After a correction the page did not show what is right and what was before.")
        return Finding.good("A correction took effect, its history was shown, and nonsense was refused.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """What was before is forgotten."""
        with mock.patch.object(details, "history", return_value=[]):
            yield


@register
class ActsTellFromWhere(Control):
    """The member reads from where each act came; without their key nobody does."""

    promise = "members.actions"
    name = "acts-tell-from-where"
    proof = Proof.MEMBER
    every = hours(6)
    valid_for = hours(24)
    how = _("Sign in and open “What my account did”: your network and browser stand beside the line.")

    def check(self, site: Site) -> Finding:
        with probe_member() as (user, password):
            browser = Browser(site)
            if browser.sign_in(user, password).status != 302:
                return Finding.bad("The sign-in did not succeed.")
            page = browser.get(ACTIVITY).body.decode()
            detail = _sign_in_of(user)
            network, _browser = whence.read(user.subject, detail)
            if not network or network not in page:
                return Finding.bad("The member did not see from where a sign-in came.")
            if network.encode() in _noted(detail):
                return Finding.bad("From where a sign-in came stands in the record without a seal.")
            user.subject.erase()
            if whence.read(user.subject, detail) != ("", ""):
                return Finding.bad("From where a sign-in came could be read after the member had left.")
        return Finding.good("The member read from where they signed in; after leaving nobody could.")

    @contextmanager
    def sabotage(self, site: Site) -> Iterator[None]:
        """It is noted in the clear."""
        with (
            mock.patch.object(whence, "seal", lambda _key, plain, _context: plain),
            mock.patch.object(whence, "unseal", lambda _key, sealed, _context: sealed),
        ):
            yield


def _sign_in_of(user: User) -> object:
    rows = LedgerRecord.objects.filter(action="member.signed-in", mentions__subject_id=user.subject_id)
    return opened(rows.latest("id"))["detail"]


def _noted(detail: object) -> bytes:
    sealed = detail.get(whence.FIELD, "") if isinstance(detail, dict) else ""
    return base64.b64decode(str(sealed))
