"""Forms that are composed for an online service: what applications need of them, and opening the service."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from legation.casework.applications.models import OnlineService
from legation.casework.applications.queries import address
from legation.edge.bulletin import Change
from legation.offices.models import Office
from legation.publishing.announcements.services import announce_on_commit
from legation.questions.composing.uses import Use, add_use
from legation.questions.definition import Definition


def problems(definition: Definition) -> list[str]:
    """An application needs somebody whom to answer."""
    email = definition.role("email")
    if email is None:
        return [_("No question asks for the e-mail address to which we write; say so at its settings.")]
    if not email.required or email.when is not None:
        return [_("The e-mail address to which we write must always be asked and answered.")]
    return []


def is_service(slug: str) -> bool:
    """Whether an online service of this name is offered already."""
    return OnlineService.objects.filter(slug=slug).exists()


def open_service(slug: str, office: Office | None) -> None:
    """Offer the service from now on: at the office whose form it is, else at all."""
    OnlineService.objects.get_or_create(slug=slug, defaults={"offices": [office.slug] if office else []})
    renew_pages(slug, office)


def renew_pages(_slug: str, _office: Office | None) -> None:
    """The services' pages say whether one can apply online."""
    announce_on_commit(Change.UPDATE, ["facts"])


def where(slug: str, office: Office | None, language: str) -> str | None:
    """Where the public applies for it."""
    return address(slug, office.slug if office else "", language)


add_use(
    Use("service", gettext_lazy("An online service"), problems, is_service, open_service, renew_pages, where)
)
