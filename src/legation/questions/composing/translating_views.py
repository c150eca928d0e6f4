"""Translators of forms: what waits for them, and the texts of one draft in their language."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import Role
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.questions.composing import services
from legation.questions.composing.access import revision_of, staff
from legation.questions.composing.texts_form import NATIVE
from legation.questions.composing.translating import ToDo, TranslationForm, to_do


@never_cache
@require_safe
@require_role(Role.TRANSLATOR)
def translations(request: HttpRequest) -> HttpResponse:
    """The drafts in the person's languages."""
    rows = [(one, NATIVE.get(one.language, one.language)) for one in to_do(staff(request))]
    return render(request, "composing/translations.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(Role.TRANSLATOR)
def translate(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Every text of the draft: the original, and a field for this language alone."""
    one = next(
        (one for one in to_do(staff(request)) if (one.draft.form.slug, one.language) == (slug, language)),
        None,
    )
    if one is None:
        raise Http404
    if request.method != "POST":
        return _page(request, one, TranslationForm(one.draft.source, language))
    form = TranslationForm(one.draft.source, language, request.POST)
    if not form.is_valid():
        return _page(request, one, form, 422)
    try:
        services.translate(one.draft.form, staff(request), language, form.edit, revision=revision_of(request))
    except LegationError as refusal:
        form.add_error(None, str(refusal.sentence))
        one.draft.refresh_from_db()
        return _page(request, one, form, 409)
    messages.success(request, _("Saved. The editor of the form goes on with it."))
    return redirect("form_translations")


def _page(request: HttpRequest, one: ToDo, form: TranslationForm, status: int = 200) -> HttpResponse:
    context = {
        "one": one,
        "draft": one.draft,
        "form": form,
        "language": NATIVE.get(one.language, one.language),
    }
    return render(request, "composing/translate.html", context, status=status)
