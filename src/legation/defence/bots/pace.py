"""How many forms are taken within the hour: fewer from whoever sends no proof of work.

To use it: put `challenge(request, form)` into the page that sends as `challenge`, include
`bots/proof.html` inside its form, and ask `Pace.refusal` before anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from legation.accounts.limits.services import Limit, place
from legation.accounts.models import User
from legation.defence.bots.services import issue, proven

HOUR = 60 * 60


@dataclass(frozen=True)
class Refusal:
    """Why a form is not taken now; `is_address`: it is about the address that was given, not about who sends."""

    sentence: str | Promise
    is_address: bool = False


FROM_HERE = Refusal(_("Very much was sent from where you are. Please try again in an hour."))
TO_ADDRESS = Refusal(_("We have sent many links to this address. Please try again in an hour."), True)


@dataclass(frozen=True)
class Pace:
    """What is taken within an hour from one connection, and in the name of one e-mail address: with a proof of
    work, and without. Zero addresses: they are not counted."""

    name: str
    proven: tuple[int, int]
    unproven: tuple[int, int]

    def refusal(self, request: HttpRequest, form: str, address: str = "") -> Refusal | None:
        """Count one more sending of the filled-in form named `form`; why it is one too many, if it is. The proof
        and the counts stand and fall with the caller's transaction."""
        works = is_spared(request) or proven(request, form)
        (most, most_by_address), kind = (self.proven, "") if works else (self.unproven, "-unproven")
        if Limit(f"{self.name}{kind}", most, HOUR).exceeded(place(request)):
            return FROM_HERE
        by_address = Limit(f"for {self.name}-email{kind}", most_by_address, HOUR)
        if address and most_by_address and by_address.exceeded(address):
            return TO_ADDRESS
        return None


def challenge(request: HttpRequest, form: str) -> str:
    """The sum for the filled-in form named `form`; empty for those who are spared it."""
    return "" if is_spared(request) else issue(form)


def is_spared(request: HttpRequest) -> bool:
    """Whether it is a member who has shown that their address is theirs: no program's thousand names."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return False
    return EmailAddress.objects.filter(user=user, verified=True).exists()
