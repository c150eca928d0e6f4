"""Preferences on the account: kept once, there in every browser in which the member signs in."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from legation.accounts.members.models import KeptPreferences
from legation.accounts.members.standing import SHARED
from legation.accounts.models import User
from legation.accounts.recording import by_member
from legation.kernel import clock
from legation.web import preferences as browser
from legation.web.preferences import Preferences


def of(user: User) -> Preferences | None:
    """What the member chose; None when they keep nothing on the account."""
    row = KeptPreferences.objects.filter(user=user).first()
    return Preferences(row.language, row.office, row.text, row.contrast).cleaned() if row else None


@transaction.atomic
def keep(user: User, chosen: Preferences) -> None:
    """Keep them on the account; the language is that of our mails too."""
    kept = chosen.cleaned()
    KeptPreferences.objects.update_or_create(user=user, defaults={**vars(kept), "saved_at": clock.now()})
    if kept.language and kept.language != user.language:
        user.language = kept.language
        user.save(update_fields=["language"])
    by_member(user, "member.preferences-kept")


@transaction.atomic
def forget(user: User) -> None:
    """Keep none on the account any more."""
    if KeptPreferences.objects.filter(user=user).delete()[0]:
        by_member(user, "member.consent-withdrawn", to="preferences")


def bring_to(request: HttpRequest, response: HttpResponse, chosen: Preferences) -> None:
    """Let this browser show them; on a shared computer only until it is closed."""
    browser.remember(response, chosen, lasting=not request.session.get(SHARED))


def at_sign_in(request: HttpRequest, user: User, response: HttpResponse) -> HttpResponse:
    """The answer to a sign-in, with the preferences of the account where there are any."""
    if chosen := of(user):
        bring_to(request, response, chosen)
    return response
