"""The board of translations, page by language."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.offices.models import Office
from legation.publishing.editorial import differences, translations
from legation.publishing.editorial.permissions import WRITERS, offices_for, page_for, staff, works_everywhere
from legation.publishing.editorial.translations import State
from legation.publishing.models import SitePage

JOINT = "joint"
OPEN = (State.STALE, State.MISSING, State.DRAFT)


@require_safe
@require_role(*WRITERS)
def board(request: HttpRequest) -> HttpResponse:
    """`?office=` a slug or `joint`, `?language=` a code, `?open=1` only rows with something to do."""
    user = staff(request)
    offices = offices_for(user)
    office = _chosen(request, user, offices)
    every = translations.languages_of(office)
    wanted = request.GET.get("language", "")
    shown = [code for code in every if wanted in ("", code)] or every
    rows = []
    for row in translations.board(SitePage.objects.visible_to(user), office, user):
        row.cells = [cell for cell in row.cells if cell.language in shown]
        if "open" not in request.GET or any(cell.state in OPEN for cell in row.cells):
            rows.append(row)
    context = {
        "rows": rows,
        "office": office,
        "choices": _choices(user, offices),
        "chosen": office.slug if office else JOINT,
        "languages": shown,
        "every": every,
        "wanted": wanted if wanted in every else "",
        "only_open": "open" in request.GET,
    }
    return render(request, "editorial/translations.html", context)


def _choices(user: User, offices: list[Office]) -> list[tuple[str, str]]:
    joint = [(JOINT, _("Joint site"))] if works_everywhere(user) else []
    return joint + [(office.slug, office.text().name) for office in offices]


def _chosen(request: HttpRequest, user: User, offices: list[Office]) -> Office | None:
    slug = request.GET.get("office", "")
    joint = works_everywhere(user)
    if slug == JOINT and joint:
        return None
    found = next((office for office in offices if office.slug == slug), None)
    if slug and found is None:
        raise Http404
    if found is None and not joint:
        found = next(iter(offices), None)
        if found is None:
            raise Http404
    return found


@require_safe
@require_role(*WRITERS)
def source_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What the source changed since the translation was last compared with it."""
    user = staff(request)
    page = page_for(user, pk, *WRITERS)
    group = SitePage.objects.visible_to(user).filter(translation_key=page.translation_key)
    source = translations.source_among(group.select_related("locale"), page.office)
    if source.pk == page.pk:
        raise Http404
    before = translations.source_before(page, source)
    now = source.specific
    context = {
        "page": now,
        "translation": page,
        "source": source,
        "kept": before is not None,
        "stale": translations.is_stale(page, source),
        "rows": differences.between(before, now, request) if before is not None else [],
        "checked_at": translations.checked_at(page),
    }
    return render(request, "editorial/source_changes.html", context)


@require_POST
@require_role(*WRITERS)
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Declares a translation up to date."""
    user = staff(request)
    page = page_for(user, pk, *WRITERS)
    translations.mark_checked(page, user)
    messages.success(request, _("“%(title)s” is marked as up to date.") % {"title": page.title})
    return _back(page)


@require_POST
@require_role(*WRITERS)
def begin(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Makes the draft of a translation and opens it in the editor."""
    user = staff(request)
    source = get_object_or_404(SitePage.objects.visible_to(user), pk=pk)
    try:
        page = translations.begin(source, language, user)
    except LegationError as error:
        messages.error(request, str(error.sentence))
        return _back(source)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _back(page: SitePage) -> HttpResponse:
    office = page.office.slug if page.office else JOINT
    return redirect(f"{reverse('editorial_translations')}?office={office}")
