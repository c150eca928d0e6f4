"""The policy for everybody, and the desk at which it is revised."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import feedgenerator, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.publishing.policy import queries, services
from legation.publishing.policy.forms import PolicyForm
from legation.publishing.policy.models import PolicyVersion
from legation.web.caching import keep

DRAFTERS = (Role.PRIVACY_OFFICER, Role.ADMINISTRATOR)


@require_safe
def in_force(request: HttpRequest) -> HttpResponse:
    """The policy in force."""
    version = PolicyVersion.objects.in_force()
    if version is None:
        raise Http404
    return _show(request, version, is_current=True)


@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """An earlier version, or the one in force at its lasting address."""
    found = _published(number)
    current = PolicyVersion.objects.in_force()
    return _show(request, found, is_current=current is not None and found.number == current.number)


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """All versions, newest first."""
    rows = [(row, row.document()) for row in PolicyVersion.objects.published()]
    response = render(request, "policy/history.html", {"rows": rows})
    keep(response, [services.TAG])
    return response


@require_safe
def differences(request: HttpRequest, number: int) -> HttpResponse:
    """What a version changed against the one before it."""
    new = _published(number)
    old = PolicyVersion.objects.published().filter(number__lt=number).first()
    if old is None:
        raise Http404
    rows = queries.differences(old.document(), new.document())
    response = render(request, "policy/differences.html", {"rows": rows, "old": old, "new": new})
    keep(response, [services.TAG])
    return response


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Every version in every language, as Atom."""
    origin = settings.LEGATION_ORIGIN
    atom = feedgenerator.Atom1Feed(
        title=str(settings.LEGATION_MINISTRY["name"]),
        link=f"{origin}/",
        description="",
        feed_url=f"{origin}/policy/feed.atom",
    )
    for row in PolicyVersion.objects.published()[:20]:
        for language in services.languages():
            if language in row.documents:
                document = row.document(language)
                address = f"{origin}/{language}/policy/history/{row.number}/"
                with translation.override(language):
                    title = _("%(title)s, version %(number)s") % {
                        "title": document.title,
                        "number": row.number,
                    }
                atom.add_item(title, address, document.news, updateddate=row.published_at, unique_id=address)
    response = HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    keep(response, [services.TAG])
    return response


@never_cache
@require_safe
@require_role(*DRAFTERS)
def desk(request: HttpRequest) -> HttpResponse:
    """The versions, and the draft that waits for a second person."""
    waiting = PolicyVersion.objects.filter(published_at=None).select_related("created_by").first()
    context = {
        "waiting": waiting,
        "is_mine": waiting is not None and waiting.created_by == request.user,
        "rows": PolicyVersion.objects.published().select_related("created_by", "published_by"),
    }
    return render(request, "policy/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*DRAFTERS)
def revise(request: HttpRequest) -> HttpResponse:
    """Write the next version, starting from the draft or from the version in force."""
    base = PolicyVersion.objects.order_by("-number").first()
    initial = {f"words-{code}": text for code, text in base.sources.items()} if base else {}
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.draft(form.sources, _user(request))
        return redirect("policy_desk")
    return render(request, "policy/revise.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_POST
@require_role(*DRAFTERS)
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Put the draft in force, as the second person."""
    try:
        services.publish(number, _user(request))
    except LegationError as error:
        messages.error(request, str(error.sentence))
    return redirect("policy_desk")


def _show(request: HttpRequest, row: PolicyVersion, *, is_current: bool) -> HttpResponse:
    try:
        document = row.document()
    except KeyError as error:
        raise Http404 from error
    context = {"version": row, "document": document, "is_current": is_current}
    response = render(request, "policy/show.html", context)
    keep(response, [services.TAG])
    return response


def _published(number: int) -> PolicyVersion:
    row = PolicyVersion.objects.published().filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
