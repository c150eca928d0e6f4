"""Who has read what of a member, in plain words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from legation.offices.models import Office, OfficeText
from legation.privacy.gateway import PURPOSES
from legation.privacy.models import Manner, ReadReceipt


@dataclass(frozen=True)
class Reading:
    """One receipt as the member reads it."""

    at: dt.datetime
    text: str
    reference: str


def receipts_of(people: Collection[uuid.UUID]) -> QuerySet[ReadReceipt]:
    """The reads of these Subjects that may be shown now, newest first."""
    return ReadReceipt.objects.visible().filter(subject__in=people)


def told(receipts: Iterable[ReadReceipt]) -> list[Reading]:
    """Such as: An officer of the London office read your information to answer your letter."""
    names = {office.slug: _name(office) for office in Office.objects.prefetch_related("texts")}
    lines = []
    for receipt in receipts:
        values = {"office": names.get(receipt.office, ""), "purpose": PURPOSES.get(receipt.purpose, "")}
        text = _sentence(Manner(receipt.manner), named=bool(values["office"]))
        lines.append(Reading(receipt.at, text % values, receipt.reference))
    return lines


def _sentence(manner: Manner, *, named: bool) -> str:
    """`named`: the office is known."""
    if manner is Manner.COMMAND:
        return gettext("A person who runs this site read your information %(purpose)s.")
    if manner is Manner.SEARCH:
        return (
            gettext("An officer of %(office)s searched for you %(purpose)s.")
            if named
            else gettext("An officer of the ministry searched for you %(purpose)s.")
        )
    if manner is Manner.EXPORT:
        return (
            gettext("An officer of %(office)s took a copy of your information %(purpose)s.")
            if named
            else gettext("An officer of the ministry took a copy of your information %(purpose)s.")
        )
    return (
        gettext("An officer of %(office)s read your information %(purpose)s.")
        if named
        else gettext("An officer of the ministry read your information %(purpose)s.")
    )


def _name(office: Office) -> str:
    try:
        return office.text().name
    except OfficeText.DoesNotExist:
        return office.slug
