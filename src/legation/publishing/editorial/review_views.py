"""The queue of what waits for a decision, and each with its differences."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from legation.accounts.models import User
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.publishing.editorial import differences, review
from legation.publishing.editorial.forms import DecisionForm
from legation.publishing.editorial.permissions import WRITERS, page_for, pages_of, staff
from legation.publishing.models import SitePage


@require_safe
@require_role(*WRITERS)
def queue(request: HttpRequest) -> HttpResponse:
    """What waits in the person's offices."""
    rows = review.waiting(pages_of(staff(request), *WRITERS))
    return render(request, "editorial/queue.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*WRITERS)
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What the newest draft changes; whoever may decide does it here. 422 when it cannot be done."""
    user = staff(request)
    page = _page(user, pk)
    if page.latest_revision_id is None:
        raise Http404
    may_decide = review.may_decide(page, user)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            review.decide(
                page, user, answers["action"], revision=answers["revision"], comment=answers["comment"]
            )
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            approved = answers["action"] == review.APPROVE
            messages.success(request, _("Approved.") if approved else _("Returned to its author."))
            return redirect("editorial_queue")
    state = page.current_workflow_task_state
    context = {
        "page": page,
        "draft": page.get_latest_revision_as_object(),
        "revision": page.latest_revision,
        "state": state,
        "rows": differences.against_live(page, request),
        "form": form,
        "may_decide": may_decide,
    }
    return render(request, "editorial/changes.html", context, status=422 if form.errors else 200)


def _page(user: User, pk: int) -> SitePage:
    """A page of the person's offices, or one of another office that waits for their decision: the duty
    desk is the second person of an office of one."""
    found = SitePage.objects.visible_to(user).filter(pk=pk).first() if pk < 2**63 else None
    if found is not None and review.may_decide(found.specific, user):
        waiting: SitePage = found.specific
        return waiting
    return page_for(user, pk, *WRITERS)
