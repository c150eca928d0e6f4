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

from legation.accounts.limits.services import Attempt, Limit, place
from legation.accounts.models import User
from legation.defence.bots.services import carried, issue

HOUR = 60 * 60


@dataclass(frozen=True)
class Refusal:
    """Why a form is not taken now; `is_address`: it is about the address that was given, not about who sends."""

    sentence: str | Promise
    is_address: bool = False


FROM_HERE = Refusal(_("Very much was sent from where you are. Please try again in an hour."))
TO_ADDRESS = Refusal(_("We have sent many links to this address. Please try again in an hour."), True)


REFUSALS = (FROM_HERE, TO_ADDRESS)


@dataclass(frozen=True)
class Pace:
    """What is taken within an hour from one connection, and in the name of one e-mail address: with a proof of
    work, and without. Zero addresses: they are not counted."""

    name: str
    proven: tuple[int, int]
    unproven: tuple[int, int]

    def refusal(self, request: HttpRequest, form: str, address: str = "") -> Refusal | None:
        """As `sending`, counted at once."""
        return self.sending(request, form, address).refusal()

    def sending(self, request: HttpRequest, form: str, address: str = "") -> Sending:
        """One more sending of the filled-in form named `form`, in the name of `address`; not counted yet."""
        use = None if (spared := is_spared(request)) else carried(request, form)
        where = place(request)
        return Sending(
            spared,
            use,
            proven=self._attempts("", self.proven, where, address) if spared or use else (),
            unproven=() if spared else self._attempts("-unproven", self.unproven, where, address),
        )

    def _attempts(self, kind: str, most: tuple[int, int], where: str, address: str) -> tuple[Attempt, ...]:
        here, named = most
        attempts = [Limit(f"{self.name}{kind}", here, HOUR).by(where)]
        if address and named:
            attempts.append(Limit(f"for {self.name}-email{kind}", named, HOUR).by(address))
        return tuple(attempts)


@dataclass(frozen=True)
class Sending:
    """One sending, with all that can be worked out before the transaction in which it is counted. `use` is that
    of its proof of work; None where it has none, or its sender is `spared`."""

    spared: bool
    use: Attempt | None
    proven: tuple[Attempt, ...]
    unproven: tuple[Attempt, ...]

    def refusal(self) -> Refusal | None:
        """Count it; why it is one too many, if it is. The proof and the counts stand and fall with the caller's
        transaction."""
        works = self.spared or (self.use is not None and not self.use.exceeded())
        for attempt, refusal in zip(self.proven if works else self.unproven, REFUSALS, strict=False):
            if attempt.exceeded():
                return refusal
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
