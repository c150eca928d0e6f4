from django.urls import URLPattern, URLResolver, path

from legation.privacy import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("policy/data/", views.data_map, name="data_map"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
