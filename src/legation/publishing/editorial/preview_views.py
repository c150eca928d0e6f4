"""Previews: what whoever has the link sees, and the desk at which links are made and closed."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import LegationError
from legation.publishing.editorial import previews
from legation.publishing.editorial.answers import preview_over
from legation.publishing.editorial.forms import PreviewForm
from legation.publishing.editorial.models import PreviewLink
from legation.publishing.editorial.permissions import PREVIEWERS, page_for, pages_of, staff

MAIN = re.compile(r"<main\b[^>]*>")
SHOWN = 200


@require_safe
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """The draft, for whoever has the link; 410 once it is over. Never kept by anybody."""
    try:
        found = previews.opened(secret)
    except PreviewLink.DoesNotExist:
        raise Http404 from None
    if found is None:
        return preview_over(request)
    link, draft = found
    html = render_to_string(draft.get_template(request), draft.get_context(request), request)
    if request.method == "GET":
        previews.count_view(link)
    response = HttpResponse(_marked(html, request, link))
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _marked(html: str, request: HttpRequest, link: PreviewLink) -> str:
    """Whatever the template: the page says at its top that it is a preview."""
    banner = render_to_string("editorial/preview_banner.html", {"link": link}, request)
    html = html.replace("</head>", '<meta name="robots" content="noindex, nofollow">\n</head>', 1)
    return MAIN.sub(lambda found: f"{found.group()}\n{banner}", html, count=1)


@require_safe
@require_role(*PREVIEWERS)
def links(request: HttpRequest) -> HttpResponse:
    """Every link of the person's offices, the newest first."""
    rows = PreviewLink.objects.filter(page__in=pages_of(staff(request), *PREVIEWERS))
    rows = rows.select_related("page__locale", "made_by", "revoked_by")[:SHOWN]
    return render(request, "editorial/previews.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require_role(*PREVIEWERS)
def of_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The links of one page, and a new one; its address is shown once, in the answer to the form."""
    user = staff(request)
    page = page_for(user, pk, *PREVIEWERS)
    form = PreviewForm(request.POST if request.method == "POST" else None)
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            _link, address = previews.make(page, user, days=form.cleaned_data["days"])
        except LegationError as error:
            form.add_error(None, str(error.sentence))
        else:
            form = PreviewForm()
    rows = page.preview_links.select_related("made_by", "revoked_by", "page__locale")
    context = {
        "page": page,
        "form": form,
        "address": address,
        "rows": rows,
        "restricted": previews.is_restricted(page),
    }
    response = render(request, "editorial/previews.html", context, status=422 if form.errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@require_role(*PREVIEWERS)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Closes a link."""
    user = staff(request)
    link = get_object_or_404(PreviewLink.objects.filter(page__in=pages_of(user, *PREVIEWERS)), pk=pk)
    previews.revoke(link, user)
    messages.success(request, _("The preview is closed."))
    return redirect("editorial_page_previews", link.page_id)
