"""Offices that members follow, and the one mail for each alert that goes live there."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from legation.accounts.members.models import AlertNotice, FollowedOffice
from legation.accounts.models import User
from legation.accounts.recording import by_member
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.mail.services import queue_template
from legation.offices.models import Office, OfficeText

MOST = 30
BATCH = 200
FORGOTTEN_AFTER = dt.timedelta(days=1)
SALT = "legation.accounts.members.following"


@dataclass(frozen=True)
class AlertText:
    """An alert in one language, with its address on this site."""

    title: str
    level: str
    summary: str
    address: str


@dataclass(frozen=True)
class LiveAlert:
    """An alert that is public and in force now. `offices` are slugs; none: it concerns all."""

    key: uuid.UUID
    offices: frozenset[str]
    text: Callable[[str], AlertText]


def of(user: User) -> QuerySet[FollowedOffice]:
    """The offices that the member follows, with their texts."""
    return FollowedOffice.objects.filter(user=user).select_related("office").prefetch_related("office__texts")


def office_name(office: Office, language: str | None = None) -> str:
    """The office's name in the language (default: the active one), else its slug."""
    try:
        return office.text(language).name
    except OfficeText.DoesNotExist:
        return office.slug


@transaction.atomic
def follow(user: User, office: Office) -> bool:
    """From now on each new alert there is mailed; False when it is followed already.

    Raises Conflict for more offices than anybody needs.
    """
    User.objects.select_for_update().get(pk=user.pk)
    mine = FollowedOffice.objects.filter(user=user)
    if mine.filter(office=office).exists():
        return False
    if mine.count() >= MOST:
        raise Conflict(_("You follow as many offices as we mail you about. Stop one first."))
    FollowedOffice.objects.create(user=user, office=office)
    by_member(user, "member.office-followed", office=office.slug)
    return True


@transaction.atomic
def stop(user: User, slug: str) -> int:
    """No more mails about the office, or with an empty slug about any; returns how many were followed."""
    rows = FollowedOffice.objects.filter(user=user)
    count, _by_model = (rows.filter(office__slug=slug) if slug else rows).delete()
    if count:
        by_member(user, "member.office-unfollowed", office=slug)
    return count


def stop_token(user: User, slug: str) -> str:
    """For the link in the mail: whoever holds it can stop these mails and nothing else."""
    return signing.dumps([str(user.subject_id), slug], salt=SALT)


def stop_target(token: str) -> tuple[User, str] | None:
    """Whose mails about which office a token stops; None for one that is not ours, or of nobody any more."""
    try:
        subject, slug = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(subject_id=subject, is_active=True).select_related("subject").first()
    return (user, slug) if user else None


def tell_followers(alerts: Collection[LiveAlert]) -> int:
    """Mail the followers of each alert that went live since they followed; returns how many mails.

    Called again and again with all that is in force. Each follower gets one mail for each alert, also
    when several of their offices are concerned and when a worker dies in between.
    """
    known = set(AlertNotice.objects.values_list("alert", "office"))
    wanted = {(alert.key, slug) for alert in alerts for slug in alert.offices or {""}}
    AlertNotice.objects.bulk_create(
        [AlertNotice(alert=key, office=slug) for key, slug in sorted(wanted - known)], ignore_conflicts=True
    )
    over = clock.now() - FORGOTTEN_AFTER
    AlertNotice.objects.filter(live_at__lt=over).exclude(alert__in={alert.key for alert in alerts}).delete()
    by_key = {alert.key: alert for alert in alerts}
    told = 0
    for notice in AlertNotice.objects.filter(told_at=None, alert__in=by_key).order_by("pk"):
        while count := _tell_some(notice.pk, by_key[notice.alert]):
            told += count
    return told


@transaction.atomic
def _tell_some(notice_pk: int, alert: LiveAlert) -> int:
    notice = AlertNotice.objects.select_for_update().get(pk=notice_pk)
    users = list(_recipients(notice)[:BATCH])
    for user in users:
        _mail(user, notice.office, alert)
        notice.last_user = user.pk
    if not users:
        notice.told_at = clock.now()
    notice.save(update_fields=["last_user", "told_at"])
    return len(users)


def _recipients(notice: AlertNotice) -> QuerySet[User]:
    """Followers from before it went live, without those told by an earlier notice of the same alert."""
    follows = FollowedOffice.objects.filter(since__lte=notice.live_at)
    concerned = follows.filter(office__slug=notice.office) if notice.office else follows
    users = User.objects.filter(pk__gt=notice.last_user, is_active=True, pk__in=concerned.values("user"))
    for earlier in AlertNotice.objects.filter(alert=notice.alert, pk__lt=notice.pk):
        before = FollowedOffice.objects.filter(since__lte=earlier.live_at)
        others = before.filter(office__slug=earlier.office) if earlier.office else before
        users = users.exclude(pk__in=others.values("user"))
    return users.select_related("subject").order_by("pk")


def _mail(user: User, slug: str, alert: LiveAlert) -> None:
    languages = dict(settings.LANGUAGES)
    language = user.language if user.language in languages else settings.LANGUAGE_CODE
    office = Office.objects.prefetch_related("texts").filter(slug=slug).first() if slug else None
    with translation.override(language):
        text = alert.text(language)
        place = reverse("member_alerts_stop", args=[stop_token(user, slug)])
    context = {
        "alert": text,
        "office": office_name(office, language) if office else "",
        "link": f"{settings.LEGATION_ORIGIN}{text.address}",
        "stop": f"{settings.LEGATION_ORIGIN}{place}",
    }
    queue_template(user.subject, user.email, "mail/members_alert.txt", context, language=language)
