from django.urls import URLPattern, URLResolver, path, re_path

from legation.casework.cases import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("cases/", views.status, name="case_status"),
    path("cases/view/<str:signed>/", views.view, name="case_view"),
    re_path(
        r"^cases/view/(?P<signed>[^/]+)/(?P<name>supplement|rate|reopen|withdraw)/$",
        views.act,
        name="case_act",
    ),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
