"""The appointment as a file for the person's own calendar (RFC 5545)."""

from __future__ import annotations

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from legation.casework.appointments.models import Booking
from legation.kernel import clock


def calendar_file(booking: Booking) -> bytes:
    """Nothing in it tells what the appointment is about: calendars are shared and synchronised."""
    slot = booking.slot
    text = slot.office.text(booking.case.language)
    event = icalendar.Event()
    event.add("uid", f"appointment-{booking.case_id}@{settings.LEGATION_HOSTS[0]}")
    event.add("dtstamp", clock.now())
    event.add("sequence", booking.pk)
    event.add("dtstart", slot.starts_at)
    event.add("dtend", slot.ends_at)
    event.add("summary", _("Appointment: %(office)s") % {"office": text.name})
    event.add("location", text.address.replace("\n", ", "))
    event.add("description", _("Bring your case number and your papers."))
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Legation//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
