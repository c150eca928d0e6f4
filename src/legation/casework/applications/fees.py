"""What an application costs, said before it is sent."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from legation.casework.payments.provider import provider
from legation.casework.payments.queries import fee_for
from legation.offices.models import Office
from legation.questions.definition import Answers

# (service, answers) → how many people it is for; the first that knows counts, else it is one.
Count = Callable[[str, Answers], int | None]
_counts: list[Count] = []


def counts_people(count: Count) -> Count:
    """Decorator: says for how many people an application is, or None."""
    _counts.append(count)
    return count


def people_in(service: str, answers: Answers) -> int:
    """For how many people the fee is owed."""
    return next((found for count in _counts if (found := count(service, answers)) is not None), 1)


def fee_sentence(service: str, office: Office | None, people: int = 1) -> str:
    """What it costs at the office, and how it can be paid; empty where nothing is owed."""
    money = fee_for(service, office)
    if money is None or not money.minor:
        return ""
    whole = {"amount": str(money * people)}
    if provider() is not None:
        return _("The fee is %(amount)s. You can pay online once it is sent, or at the counter.") % whole
    return _("The fee is %(amount)s. You pay at the counter.") % whole
