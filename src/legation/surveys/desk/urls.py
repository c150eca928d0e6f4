from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.accounts.staff import desks
from legation.surveys.desk import letters, people, previews, views
from legation.surveys.desk.permissions import SEERS

desks.register(_("Surveys"), "survey_desk", *SEERS)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("surveys/", views.home, name="survey_desk"),
    path("surveys/new/", views.new, name="survey_new"),
    path("surveys/<slug:slug>/manage/", views.manage, name="survey_manage"),
    path("surveys/<slug:slug>/settings/", views.settings_page, name="survey_settings"),
    path("surveys/<slug:slug>/quotas/", views.quotas, name="survey_quotas"),
    path("surveys/<slug:slug>/preview/<slug:language>/", previews.preview, name="survey_preview"),
    path("surveys/<slug:slug>/people/", people.home, name="survey_people"),
    path("surveys/<slug:slug>/people/letters/", people.make_letters, name="survey_make_letters"),
    path("surveys/<slug:slug>/people/<int:pk>/", people.show, name="survey_list"),
    path("surveys/<slug:slug>/people/<int:pk>/links/", letters.fetch, name="survey_letters"),
    path("surveys/<slug:slug>/people/<int:pk>/revoke/", letters.revoke, name="survey_revoke"),
    re_path(
        r"^surveys/(?P<slug>[-\w]{1,60})/people/(?P<pk>[0-9]{1,15})/(?P<act>send|remind|halt|delete)/$",
        people.act,
        name="survey_list_act",
    ),
    re_path(
        r"^surveys/(?P<slug>[-\w]{1,60})/(?P<act>adopt|submit|approve|return|discard)/$",
        views.decide,
        name="survey_decide",
    ),
    re_path(
        r"^surveys/(?P<slug>[-\w]{1,60})/(?P<act>extend|close|withdraw|take-back)/$",
        views.run,
        name="survey_run",
    ),
]
