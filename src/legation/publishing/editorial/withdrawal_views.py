"""The desk at which pages are withdrawn and restored."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.publishing.editorial import withdrawals
from legation.publishing.editorial.forms import WithdrawForm
from legation.publishing.editorial.models import Withdrawal
from legation.publishing.editorial.permissions import PUBLISHERS, WRITERS, page_for, pages_of, staff
from legation.publishing.models import SitePage

SHOWN = 100


@require_safe
@require_role(*WRITERS)
def withdrawn(request: HttpRequest) -> HttpResponse:
    """What is withdrawn in the person's offices, and whom one may put back."""
    user = staff(request)
    rows = Withdrawal.objects.filter(page__in=pages_of(user, *WRITERS))
    rows = rows.select_related("page", "office", "redirect_to", "withdrawn_by", "restored_by")
    restorable = set(pages_of(user, *PUBLISHERS).values_list("pk", flat=True))
    context = {"rows": rows[:SHOWN], "restorable": restorable}
    return render(request, "editorial/withdrawn.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*PUBLISHERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason, the languages and where visitors are led; 422 with the form for errors."""
    user = staff(request)
    page = page_for(user, pk, *PUBLISHERS)
    candidates = withdrawals.candidates(page, user)
    if not any(row.pk == page.pk for row in candidates):
        messages.error(request, _("This page is not published."))
        return redirect("editorial_desk")
    form = WithdrawForm(candidates, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _done(request, form):
        return redirect("editorial_withdrawn")
    below = SitePage.objects.descendant_of(page).live().count()
    context = {"form": form, "page": page, "below": below}
    return render(request, "editorial/withdraw.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: WithdrawForm) -> bool:
    answers = form.cleaned_data
    notice = withdrawals.Notice(answers["reason"], answers["explanation"], answers["redirect_to"])
    try:
        rows = withdrawals.withdraw(form.chosen(), notice, staff(request))
    except LegationError as error:
        form.add_error(None, str(error.sentence))
        return False
    for row in rows:
        messages.success(request, _("“%(title)s” is withdrawn.") % {"title": row.title})
    return True


@require_POST
@require_role(*PUBLISHERS)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a page back."""
    row = get_object_or_404(Withdrawal, pk=pk)
    user = staff(request)
    if row.page_id is None or not pages_of(user, *PUBLISHERS).filter(pk=row.page_id).exists():
        raise Http404
    try:
        withdrawals.restore(row, user)
    except LegationError as error:
        messages.error(request, str(error.sentence))
    else:
        messages.success(request, _("“%(title)s” is published again.") % {"title": row.title})
    return redirect("editorial_withdrawn")
