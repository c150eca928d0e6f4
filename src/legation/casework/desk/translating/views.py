"""Writing a translation."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from legation.accounts.models import User
from legation.accounts.staff.permissions import reader, require_role
from legation.casework.cases.outdated import says_so
from legation.casework.cases.parts import shown_letter
from legation.casework.cases.permissions import HANDLERS, desk_of
from legation.casework.cases.queues import visible_case
from legation.casework.desk.translating import services
from legation.casework.desk.translating.forms import TranslationForm
from legation.casework.desk.translating.panel import TRANSLATE
from legation.kernel.errors import LegationError
from legation.privacy.gateway import read


@never_cache
@require_POST
@require_role(*HANDLERS)
@says_so
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Keep it; what was typed is shown again when it cannot be kept, beside the letter."""
    user = cast(User, request.user)
    case = visible_case(user, number[:60])
    if case is None or case.words is None:
        raise Http404
    form, status = TranslationForm(request.POST), 422
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.write(
                case, data["language"], data["words-translation"], actor=user, seen=data["seen"] or 0
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
            status = 409
        else:
            return redirect("case_desk_show", number)
    row, field = shown_letter(case)
    letter = read(reader(user, desk_of(case)), TRANSLATE, [row], [field], reference=case.number)
    context = {"case": case, "form": form, "letter": letter[0][field]}
    return render(request, "desk/translation.html", context, status=status)
