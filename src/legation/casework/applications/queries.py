"""Which services can be applied for, where, and in which language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from legation.casework.applications.models import Application, OnlineService
from legation.casework.cases.models import Case
from legation.offices.models import Office
from legation.questions.models import FormDefinition
from legation.questions.services.forms import in_force


@dataclass(frozen=True)
class Offer:
    """A service that can be applied for now, with its form in force."""

    service: OnlineService
    form: FormDefinition


def offer(slug: str, language: str, office: Office | None = None) -> Offer | None:
    """The service in this language, at this office where one is named; None: not to be had."""
    service = OnlineService.objects.open().filter(slug=slug).first()
    form = in_force(slug) if service else None
    if service is None or form is None or language not in form.definition.languages:
        return None
    if office is not None and (
        language not in office.languages or (service.offices and office.slug not in service.offices)
    ):
        return None
    return Offer(service, form)


def languages_of(slug: str, office: Office | None = None) -> list[str]:
    """In which languages the service can be applied for, the office's first language first."""
    codes = office.languages if office else [code for code, _name in settings.LANGUAGES]
    return [code for code in codes if offer(slug, code, office)]


def address(service: str, office: str, language: str) -> str | None:
    """Where to apply for the service online, at the office where one is named; None: nowhere."""
    place = Office.objects.filter(slug=office).first() if office else None
    if (office and place is None) or offer(service, language, place) is None:
        return None
    with translation.override(language):
        if office:
            return reverse("office_apply_start", args=[office, service])
        return reverse("apply_start", args=[service])


def offices_for(service: OnlineService) -> list[Office]:
    """The offices that take applications for it: people go there, so that a duty desk is none."""
    offices = Office.objects.prefetch_related("texts").filter(is_duty_desk=False)
    return [office for office in offices if not service.offices or office.slug in service.offices]


def title_of(service: str) -> str:
    """The service's title in the active language, else its slug."""
    form = in_force(service)
    return str(form.definition.title) if form else service


def application_of(case: Case) -> Application | None:
    """What was applied for with this case."""
    return Application.objects.select_related("form", "case__subject").filter(case=case).first()
