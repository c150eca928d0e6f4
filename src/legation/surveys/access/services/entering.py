"""Whether whoever opens a survey's page may answer it, and mailing a link to an address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from legation.accounts.models import User
from legation.kernel import clock
from legation.mail.services import queue_template
from legation.privacy.models import Subject
from legation.privacy.sealing import lookup_hash
from legation.surveys.access.models import LinkMail
from legation.surveys.access.queries import is_revoked
from legation.surveys.access.tokens import random_token, read_token, token_of
from legation.surveys.models import Survey
from legation.surveys.services import spent_among

ANYONE, EMAIL, MEMBERS, TOKENS = "anyone", "email", "members", "tokens"
SENT_FOR = dt.timedelta(hours=1)
UNSENT = dt.timedelta(days=2)  # so long the mail server may be away


@dataclass(frozen=True)
class Entrance:
    """`token` is what answering spends. Where it is empty the visitor has none yet, and `page` is the address
    at which they get one, or type it."""

    token: str = ""
    page: str = ""


def token_for_page(request: HttpRequest, survey: Survey) -> Entrance:
    """The token with which this page may be answered. It reads the address (`…/with/<token>/`) and the form's
    field `token`, never a cookie or a session.

    Where anyone may answer it is a new one at each opening: the page carries it, signed, until it is sent.
    """
    if survey.access == ANYONE:
        return Entrance(token=random_token())
    match = request.resolver_match
    in_address = str(match.kwargs.get("token", "")) if match else ""
    token = read_token(survey, in_address or request.POST.get("token", ""))
    return Entrance(token=token) if token else Entrance(page=reverse("survey_enter", args=[survey.slug]))


def is_worthless(survey: Survey, token: str) -> bool:
    """Whether the token was revoked before it was used; one that was used has its own answer."""
    return is_revoked(survey, token) and not spent_among(survey, [token])


def address_with(survey: Survey, token: str, language: str) -> str:
    """The whole address at which whoever has the token answers."""
    with translation.override(language):
        return settings.LEGATION_ORIGIN + reverse("survey_answer_with", args=[survey.slug, token])


def token_of_address(survey: Survey, address: str) -> str:
    """The one token of an address, whether it was typed or stands in a list."""
    return token_of(survey, "email", lookup_hash("email", address))


def token_of_member(survey: Survey, member: User) -> str:
    """The one token of a member."""
    return token_of(survey, "member", str(member.subject_id))


def mail_link(survey: Survey, address: str, language: str) -> None:
    """Send the link of this address to it. The address is kept until the mail is out, and nowhere else."""
    link = address_with(survey, token_of_address(survey, address), language)
    _mail(address, "survey_access/mail/link.txt", {"survey": survey, "link": link}, language)


def mail_kept(survey: Survey, address: str, link: str, last_day: dt.date, language: str) -> None:
    """Send the link of answers that were put aside; the address is kept as little."""
    context = {"survey": survey, "link": link, "last_day": last_day}
    _mail(address, "survey_access/mail/kept.txt", context, language)


def _mail(address: str, template: str, context: dict[str, object], language: str) -> None:
    with transaction.atomic():
        person = Subject.objects.create()
        mail = queue_template(person, address, template, context, language=language)
        LinkMail.objects.create(subject=person, mail=mail)


def forget_sent() -> int:
    """Delete the mails with links an hour after they went out, or when they could not for two days: with the
    person's key goes everything that was kept for it. Returns how many."""
    now = clock.now()
    rows = LinkMail.objects.filter(mail__sent_at__lt=now - SENT_FOR) | LinkMail.objects.filter(
        asked_at__lt=now - UNSENT
    )
    people = list(rows.values_list("subject_id", flat=True)[:1000])
    Subject.objects.filter(pk__in=people).delete()
    return len(people)
