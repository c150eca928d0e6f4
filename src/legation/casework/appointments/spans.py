"""Adding and ending weekly spans."""

from __future__ import annotations

from django.db import transaction

from legation.accounts.models import User
from legation.casework.appointments.forms import SpanForm
from legation.casework.appointments.making import make_slots
from legation.casework.appointments.models import Slot, Span
from legation.kernel import clock
from legation.ledger.services import Act, record
from legation.offices.models import Office
from legation.publishing.ports import apply_url
from legation.questions.models import FormDefinition


def services_at(office: Office) -> list[tuple[str, str]]:
    """The services that can be applied for there, by slug and title; no surveys, whose forms they are not."""
    forms = FormDefinition.objects.filter(in_force=True)
    offered = (form for form in forms if apply_url(form.slug, office.slug, office.languages[0]))
    return sorted(((form.slug, str(form.definition.title)) for form in offered), key=lambda pair: pair[1])


@transaction.atomic
def add(office: Office, form: SpanForm, *, by: User) -> Span:
    """A new span; its times are made at once."""
    span = form.save(commit=False)
    span.office, span.services = office, form.cleaned_data["services"]
    span.save()
    record(Act("appointments.planned", actor=by.subject_id, office=office.slug, detail={"span": span.pk}))
    make_slots()
    return span


@transaction.atomic
def end(span: Span, *, by: User) -> None:
    """No more of its times can be booked; what is booked stays."""
    span.ended_at = clock.now()
    span.save(update_fields=["ended_at"])
    Slot.objects.filter(span=span, starts_at__gt=clock.now()).update(is_withdrawn=True)
    detail = {"span": span.pk}
    record(Act("appointments.unplanned", actor=by.subject_id, office=span.office.slug, detail=detail))
