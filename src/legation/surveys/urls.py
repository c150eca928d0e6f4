from django.urls import URLPattern, URLResolver, path

from legation.surveys import (
    offering,  # noqa: F401  # fills the port of publishing
    views,
)
from legation.surveys.answering.later import survey_resume
from legation.surveys.answering.views import survey_answer, survey_answer_with
from legation.web.audience import public, with_secret

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("surveys/", public(views.survey_index), name="survey_index"),
    path("surveys/<slug:survey>/", public(survey_answer), name="survey_answer"),
    path(
        "surveys/<slug:survey>/with/<slug:token>/", with_secret(survey_answer_with), name="survey_answer_with"
    ),
    path("surveys/<slug:survey>/later/<slug:link>/", with_secret(survey_resume), name="survey_resume"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
