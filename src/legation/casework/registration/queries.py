"""Counts of who is where, and whom a notice would reach. Nothing here opens anything of a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language

from legation.casework.registration.models import Area, Delivery, Notice, Registration, RegistrationQuerySet
from legation.offices import queries
from legation.offices.models import Office


@dataclass(frozen=True)
class Reach:
    """How many registrations and people; `unsafe` are those to whom nothing may be sent."""

    registrations: int
    people: int
    unsafe: int


@dataclass(frozen=True)
class Row:
    """Of one area (or the rest of one country): how many registrations, and people in them."""

    country: str
    area: Area | None
    registrations: int
    people: int


def office_named(slug: str) -> Office | None:
    """The office of this name."""
    return Office.objects.filter(slug=slug).first() if slug else None


def areas_in(country: str) -> list[Area]:
    """The areas of a country that can be chosen, of all offices that serve it, by name."""
    rows = Area.objects.filter(country=country, is_open=True).select_related("office")
    return sorted(rows, key=lambda area: area.name)


def areas_of(office: Office) -> list[Area]:
    """The areas of an office, closed ones last."""
    return sorted(
        Area.objects.filter(office=office).select_related("office"),
        key=lambda area: (not area.is_open, area.country, area.name),
    )


def office_for(country: str, area: Area | None) -> Office | None:
    """The office that looks after somebody there: the area's, else the first that serves the country, else the
    ministry's duty desk."""
    if area is not None:
        return area.office
    serving = queries.serving_country(country)
    return serving[0] if serving else queries.duty_desk()


def countries_of(office: Office) -> list[tuple[str, str]]:
    """Code and name of the countries to which the office may send a notice; for the duty desk those that no
    office serves and in which somebody is registered."""
    codes = set(office.serves)
    if office.is_duty_desk:
        codes |= set(Registration.objects.filter(office=office).values_list("country", flat=True))
    language = get_language() or "en"
    return sorted(((code, queries.country_name(code, language)) for code in codes), key=lambda pair: pair[1])


def audience(notice: Notice) -> RegistrationQuerySet:
    """Who is there now and registered with the notice's own office, safe to write to or not."""
    rows = Registration.objects.there().filter(office=notice.office_id)
    if notice.countries or notice.areas:
        wanted = Q(country__in=notice.countries)
        for country, _slash, code in (area.partition("/") for area in notice.areas):
            wanted |= Q(area__country=country, area__code=code)
        rows = rows.filter(wanted)
    return rows


def wait_for_somebody() -> QuerySet[Notice]:
    """The notices that wait for a second person, before they are sent or after: few, however many there were."""
    sent_alone = Q(reviewed_at=None, review_due_at__isnull=False)
    return Notice.objects.filter(sent_alone | Q(state=Notice.State.WAITING)).select_related("office")


def reach(notice: Notice) -> Reach:
    """Whom it would reach if it were sent now: numbers, never names."""
    everybody = audience(notice)
    safe = everybody.reachable().order_by().aggregate(rows=Count("pk"), people=Sum("party"))
    return Reach(safe["rows"], safe["people"] or 0, everybody.count() - safe["rows"])


def present(office: Office) -> list[Row]:
    """Who is there now, by country and area."""
    rows = Registration.objects.there().filter(office=office).order_by()
    counted = rows.values("country", "area").annotate(rows=Count("pk"), people=Sum("party"))
    areas = {area.pk: area for area in Area.objects.filter(office=office).select_related("office")}
    found = [Row(row["country"], areas.get(row["area"]), row["rows"], row["people"] or 0) for row in counted]
    return sorted(found, key=lambda row: (row.country, row.area is None, row.area.name if row.area else ""))


def answers(notice: Notice) -> dict[str, int]:
    """How many said that they are safe, that they need help, and nothing yet; and how many still wait to be sent."""
    counted = notice.deliveries.order_by().aggregate(
        safe=Count("pk", filter=Q(answer=Delivery.Answer.SAFE)),
        help=Count("pk", filter=Q(answer=Delivery.Answer.HELP)),
        none=Count("pk", filter=Q(answer="")),
        waiting=Count("pk", filter=Q(queued_at=None)),
    )
    return {key: int(value or 0) for key, value in counted.items()}
