"""The way into the pages of one form."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from legation.accounts.models import User
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.questions.composing.permissions import may_compose, may_see
from legation.questions.composing.queries import draft_of, form_called


def staff(request: HttpRequest) -> User:
    """The signed-in person, behind `require_role`."""
    assert isinstance(request.user, User)
    return request.user


def seen_form(request: HttpRequest, slug: str) -> tuple[ComposedForm, FormDraft | None]:
    """The form and its draft. Raises Http404 also for another office's: nothing is confirmed."""
    form = form_called(slug)
    draft = draft_of(form) if form else None
    if form is None or not may_see(staff(request), form, draft):
        raise Http404
    return form, draft


def seen_draft(request: HttpRequest, slug: str) -> FormDraft:
    """The draft, for reading it. Raises Http404."""
    _form, draft = seen_form(request, slug)
    if draft is None:
        raise Http404
    return draft


def own_draft(request: HttpRequest, slug: str) -> FormDraft:
    """The draft, for changing it. Raises Http404 for whoever may only look at it."""
    draft = seen_draft(request, slug)
    if not may_compose(staff(request), draft.form.office):
        raise Http404
    return draft


def revision_of(request: HttpRequest) -> int:
    """The revision that the page showed; 0, which none has, where it says nothing that could be one."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else 0
