"""The page behind the link by which a person says whether their letter may be sent on."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from legation.casework.cases import services
from legation.casework.cases.life import names_of
from legation.casework.cases.models import Transfer
from legation.casework.cases.services.ending import OPEN_TRANSFERS
from legation.casework.cases.services.transferring import transfer_of
from legation.kernel.errors import Conflict
from legation.web.forgery import check_token, issue_token, without_cookie

FORM = "case_transfer"


class AnswerForm(forms.Form):
    """Yes or no."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@never_cache
@without_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, signed: str) -> HttpResponse:
    """To whom what would be sent; the person decides with a button. Following the link alone decides nothing."""
    row = transfer_of(signed)
    if row is None:
        return render(request, "cases/sending.html", {"row": None}, status=404)
    if request.method != "POST":
        return _show(request, row, AnswerForm(), 200)
    form = AnswerForm(request.POST)
    if not check_token(request, FORM):
        form.add_error(None, _("The form was open for a long time. Please send it again."))
    if not form.is_valid():
        return _show(request, row, form, 422)
    try:
        services.decide_transfer(row.case, agree=form.cleaned_data["answer"] == "yes", row_id=row.pk)
    except Conflict as error:
        row.refresh_from_db()
        form.add_error(None, str(error.sentence))
        return _show(request, row, form, 409)
    return HttpResponseRedirect(request.path)


def _show(request: HttpRequest, row: Transfer, form: AnswerForm, status: int) -> HttpResponse:
    context = {
        "row": row,
        "parts": names_of(row),
        "may_decide": row.state in OPEN_TRANSFERS,
        "form": form,
        "form_token": issue_token(FORM),
    }
    return render(request, "cases/sending.html", context, status=status)
