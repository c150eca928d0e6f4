"""The demonstration's outbox: what people would have received."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.mail.queries import outbox


@require_safe
def outbox_page(request: HttpRequest) -> HttpResponse:
    """Newest first; `?to=` narrows to one address."""
    to = request.GET.get("to", "")[:254]
    response = render(request, "mail/outbox.html", {"mails": outbox(to), "to": to})
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def outbox_json(request: HttpRequest) -> HttpResponse:
    """A list of objects with `to`, `subject`, `text`, `links`, newest first; `?to=` narrows."""
    mails = [
        {
            "to": mail.to,
            "subject": mail.row.title,
            "text": mail.text,
            "links": mail.links,
            "language": mail.row.language,
            "queued_at": mail.row.queued_at.isoformat(),
        }
        for mail in outbox(request.GET.get("to", "")[:254])
    ]
    response = JsonResponse(mails, safe=False)
    response.headers["Cache-Control"] = "no-store"
    return response
