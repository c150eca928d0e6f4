"""The public data map."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from legation.privacy.data_map import DATA_MAP
from legation.web.caching import keep


@require_safe
def data_map(request: HttpRequest) -> HttpResponse:
    """What is kept of a person, table by table: purpose, legal basis, time limit."""
    tables = []
    for label, entry in sorted(DATA_MAP.items()):
        if entry.personal:
            reasons: dict[object, list[str]] = {}
            for name, why in entry.personal.items():
                reasons.setdefault(why, []).append(name)
            name = apps.get_model(label)._meta.verbose_name
            tables.append({"label": label, "name": name, "reasons": list(reasons.items())})
    response = render(request, "privacy/data_map.html", {"tables": tables})
    keep(response, ["policy"])
    return response
