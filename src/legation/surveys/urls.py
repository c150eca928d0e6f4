from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.staff.permissions import has_role
from legation.surveys import views
from legation.web.audience import public
from legation.web.desks import add_desk

add_desk(_("Surveys"), "survey_desk", lambda user: has_role(user, *views.READERS))

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("surveys/", public(views.survey_index), name="survey_index"),
    path("surveys/<slug:survey>/", public(views.survey_answer), name="survey_answer"),
    path("surveys/<slug:survey>/results/", public(views.survey_results), name="survey_results"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("surveys/", views.survey_desk, name="survey_desk"),
    path("surveys/<slug:survey>/", views.survey_desk_results, name="survey_desk_results"),
]
