"""The page of a decision for the person it is about: the link in the notice opens it without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from legation.accounts.models import Suspension
from legation.accounts.standing import services
from legation.accounts.standing.forms import AppealForm
from legation.kernel.errors import Conflict
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "member_appeal"


@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appeal(request: HttpRequest, secret: str) -> HttpResponse:
    """Reason, end, and the form to appeal; after it was sent, the number of the case."""
    row = _row(secret)
    form = AppealForm(request.POST or None, knows_address=row.user.is_active)
    if request.method == "POST" and form.is_valid():
        language = get_language() or settings.LANGUAGE_CODE
        if not check_token(request, FORM):
            form.add_error(None, _("The form was open for a long time. Please send it again."))
        else:
            try:
                services.appeal(row, form.cleaned_data["words"], form.cleaned_data.get("email", ""), language)
            except Conflict as conflict:
                form.add_error(None, str(conflict.sentence))
            else:
                return redirect("member_appeal", secret)
    context = {
        "suspension": row,
        "form": form,
        "form_token": issue_token(FORM),
        "is_in_force": Suspension.objects.in_force().filter(pk=row.pk).exists(),
        "may_appeal": services.may_be_appealed(row) and not row.appeal_case,
        "confirms": not row.user.is_active,
    }
    return render(request, "accounts/appeal.html", context, status=422 if form.errors else 200)


def _row(secret: str) -> Suspension:
    try:
        number = signing.Signer(salt=Suspension.SIGNED_AS).unsign(secret[:200])
    except signing.BadSignature:
        raise Http404 from None
    rows = Suspension.objects.filter(awaits_approval=False).select_related("user__subject")
    row = rows.filter(pk=int(number)).first()
    if row is None:
        raise Http404
    return row
