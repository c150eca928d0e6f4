"""Guessing at passwords and codes: so often from one network, at one account and everywhere, and no more.

A browser that signed in before has a count of its own, so that an attacker who guesses at an account
can never lock its owner out. The answer is the same for addresses with and without an account.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from legation.accounts import devices
from legation.accounts.limits.services import Limit, place
from legation.edge import signals

WITHIN = 5 * 60
ACCOUNT = Limit("sign-in account", 10, WITHIN)
NETWORK = Limit("sign-in network", 10, WITHIN)
DEVICE = Limit("sign-in device", 10, WITHIN)
# More failures than this in a minute, over the whole site, are an attack from many places.
EVERYWHERE = Limit("sign-in everywhere", 200, 60)
WHILE_ATTACKED = 3  # failures from one network, until the attack is over
ANYWHERE = "anywhere"


@dataclass(frozen=True)
class Attempt:
    """One guess that was let through; tell it how it ended."""

    request: HttpRequest
    account: str
    device: str

    def succeeded(self) -> None:
        """The account's count begins anew; that of the network does not."""
        if self.device:
            DEVICE.forgive(self.device)
        else:
            ACCOUNT.forgive(self.account)

    def failed(self) -> None:
        """Tells the detector too; of what was tried nothing is kept."""
        address = self.request.META.get("REMOTE_ADDR", "")
        signals.send(settings.LEGATION_DATA, address, "sign-in-failed")
        EVERYWHERE.count(ANYWHERE)
        if not self.device:
            NETWORK.count(place(self.request))


def begin(request: HttpRequest, email: str, kind: str = "") -> Attempt:
    """Count a guess at the account of `email` before anything is checked. Raises ValidationError when
    there were too many. `kind` keeps codes apart from passwords."""
    account = f"{kind} {email}"
    device = devices.known(request, email)
    if device:
        refused = DEVICE.exceeded(f"{kind} {device}")
        device = f"{kind} {device}"
    else:
        most = WHILE_ATTACKED if under_attack() else NETWORK.most
        refused = NETWORK.counted(place(request)) >= most or ACCOUNT.exceeded(account)
    if refused:
        raise get_adapter(request).validation_error("too_many_login_attempts")
    return Attempt(request, account, device)


def under_attack() -> bool:
    """Whether there are more failures now than people make by mistake."""
    return EVERYWHERE.counted(ANYWHERE) > EVERYWHERE.most
