"""Every route of the installation, gathered from the packages."""

from __future__ import annotations

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from legation.config import audiences

Routes = list[URLPattern | URLResolver]

PACKAGES = (
    "casework.mailbox",
    "assurance",
    "resilience.backups",
    "resilience.drills",
    "casework.desk",
    "casework.statistics",
    "casework.registration",
    "casework.families",
    "casework.applications",
    "casework.collection",
    "casework.payments",
    "casework.appointments",
    "casework.cases",
    "surveys.desk",
    "surveys.access",
    "surveys.results",
    "surveys",
    "disclosure",
    "questions.composing",
    "questions",
    "publishing",
    "publishing.signatures",
    "publishing.editorial",
    "publishing.policy",
    "defence.scans",
    "defence.detection",
    "defence.malware",
    "defence.incidents",
    "traffic",
    "accounts.audiences",
    "accounts.standing",
    "accounts.members",
    "accounts.staff",
    "accounts",
    "mail",
    "privacy",
    "offices",
    "ledger",
    "web",
)


def _gather(room: str) -> Routes:
    found: Routes = []
    for package in PACKAGES:
        found += getattr(import_module(f"legation.{package}.urls"), room)
    return found


# In place of Wagtail's own sign-in, which knows neither second factors nor limits of attempts.
_wagtail_sign_in = path(
    "_util/login/",
    RedirectView.as_view(pattern_name="account_login", query_string=True),
    name="wagtailcore_login",
)

audiences.declare()

# Django tries one after the other: what citizens ask for comes first.
urlpatterns: Routes = [
    *i18n_patterns(*_gather("localised"), _wagtail_sign_in, path("", include(wagtail_urls))),
    *_gather("unprefixed"),
    path("staff/", include(_gather("staff"))),
    path("staff/editor/", include(wagtailadmin_urls)),
]

handler400 = "legation.web.views.bad_request"
handler403 = "legation.web.views.forbidden"
handler404 = "legation.web.views.not_found"
handler500 = "legation.web.views.broken"
