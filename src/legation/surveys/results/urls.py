from django.urls import URLPattern, URLResolver, path

from legation.surveys.results import exporting, public, texts, views
from legation.web.audience import public as for_anybody

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("surveys/<slug:survey>/results/", for_anybody(public.survey_results), name="survey_results"),
    path(
        "surveys/<slug:survey>/results/<str:key>.csv",
        for_anybody(public.survey_table),
        name="survey_table",
    ),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("surveys/<slug:survey>/", views.survey_desk_results, name="survey_desk_results"),
    path("surveys/<slug:survey>/texts/", texts.survey_texts, name="survey_texts"),
    path("surveys/<slug:survey>/texts/judge/", texts.survey_judge, name="survey_judge"),
    path("surveys/<slug:survey>/texts/public/", texts.survey_public_texts, name="survey_public_texts"),
    path("surveys/<slug:survey>/export/", exporting.survey_export, name="survey_export"),
]
