from django.urls import URLPattern, URLResolver, path

from legation.surveys.access import views
from legation.web.audience import public, with_secret

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("surveys/<slug:survey>/enter/", public(views.enter), name="survey_enter"),
    path("surveys/<slug:survey>/enter/sent/", public(views.link_sent), name="survey_link_sent"),
    path("surveys/<slug:survey>/enter/member/", views.member, name="survey_member"),
    path("surveys/<slug:survey>/stop/<slug:code>/", with_secret(views.stop), name="survey_stop"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
