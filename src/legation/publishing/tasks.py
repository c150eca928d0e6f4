"""What runs by the clock."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from legation.edge.warming import warm
from legation.publishing import membership, trouble
from legation.publishing.clearance.abandoned import forget_abandoned
from legation.publishing.editors import sync_everybody
from legation.schedule.jobs import recurring

WARMED_AT_ONCE = 300


@recurring("publishing.editors", dt.timedelta(minutes=5))
def follow_grants() -> None:
    """Rights in the editor begin and end with the grants."""
    sync_everybody()


@recurring("publishing.help-kept", dt.timedelta(minutes=5))
def keep_help() -> None:
    """The pages for people in trouble lie with the edge before anybody asks for them."""
    authority = settings.LEGATION_ORIGIN.partition("://")[2]
    warm(settings.LEGATION_DATA, WSGIHandler(), authority, trouble.addresses(), at_most=WARMED_AT_ONCE)


@recurring("publishing.alert-mails", dt.timedelta(seconds=30))
def mail_alerts() -> int:
    """Members who follow an office learn of its new alerts, also of those that begin by the clock."""
    return membership.tell_of_alerts()


@recurring("publishing.abandoned-uploads", dt.timedelta(hours=6))
def forget_abandoned_uploads() -> int:
    """Uploads that nobody completed within a day are deleted, files and rows."""
    return forget_abandoned()
