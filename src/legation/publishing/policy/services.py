"""Drafting and publishing the policy. Publishing makes it live everywhere within a second."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django_tasks import task

from legation.accounts.models import User
from legation.accounts.staff.duties import POLICY, apart
from legation.edge.bulletin import Change, announce
from legation.kernel import clock
from legation.kernel.errors import Conflict
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.publishing.policy.document import check, parse
from legation.publishing.policy.models import PolicyVersion

TAG = "policy"


def languages() -> list[str]:
    """The codes of the site's languages, in each of which the policy must be there."""
    return [code for code, _name in settings.LANGUAGES]


def draft(sources: dict[str, str], author: User | None) -> PolicyVersion:
    """A new draft, or the waiting one replaced. Raises LegationError for an incomplete text."""
    check({language: parse(source) for language, source in sources.items()}, languages())
    with transaction.atomic():
        waiting = PolicyVersion.objects.filter(published_at=None).first()
        last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
        version = waiting or PolicyVersion(number=last + 1)
        version.sources, version.created_by, version.created_at = sources, author, clock.now()
        version.save()
        record(
            Act(
                "policy.drafted",
                actor=author.subject_id if author else None,
                detail={"version": version.number},
            )
        )
    return version


def publish(number: int, publisher: User | None) -> PolicyVersion:
    """Put a draft in force. `publisher` None is the operator at the command line.

    Raises NotPermitted for its author, Conflict when it is in force already or superseded.
    """
    with transaction.atomic():
        version = PolicyVersion.objects.select_for_update().filter(number=number).first()
        if version is None or version.published_at is not None:
            raise Conflict(_("There is no such draft; it may have been published already."))
        if publisher is not None:
            apart(POLICY, publisher, version.created_by_id)
        version.published_by, version.published_at = publisher, clock.now()
        version.save(update_fields=["published_by", "published_at"])
        record(
            Act(
                "policy.published",
                actor=publisher.subject_id if publisher else None,
                reason="" if publisher else "command line",
                detail={"version": version.number},
            )
        )
        tell_members.enqueue(version.number)
        transaction.on_commit(lambda: _announce(version))
    return version


def _announce(version: PolicyVersion) -> None:
    announce(settings.LEGATION_DATA, Change.UPDATE, [TAG])
    PolicyVersion.objects.filter(pk=version.pk).update(announced_at=clock.now())


def announce_missed() -> int:
    """Announce what was published by a process that was killed before it could; returns how many."""
    settled = clock.now() - dt.timedelta(seconds=10)
    missed = list(PolicyVersion.objects.published().filter(announced_at=None, published_at__lt=settled))
    for version in missed:
        _announce(version)
    return len(missed)


@task()
def tell_members(number: int) -> int:
    """Queue a mail to every active member, each in their language; returns how many. The first
    version is news to nobody: members accept it when they register."""
    version = PolicyVersion.objects.get(number=number)
    if not PolicyVersion.objects.published().filter(number__lt=number).exists():
        return 0
    told = 0
    for user in User.objects.filter(is_active=True, is_staff=False).select_related("subject").iterator():
        language = user.language if user.language in version.sources else settings.LANGUAGE_CODE
        context = {
            "version": version,
            "news": version.document(language).news,
            "link": f"{settings.LEGATION_ORIGIN}/{language}/policy/",
        }
        queue_template(user.subject, user.email, "policy/mail/revised.txt", context, language=language)
        told += 1
    return told
