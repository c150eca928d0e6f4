from django.urls import URLPattern, URLResolver, path

from legation.resilience.drills import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("drills/", views.drill_list, name="drill_list"),
    path("drills/<int:run_id>/sign-off/", views.sign_off, name="drill_sign_off"),
]
