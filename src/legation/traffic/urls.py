from django.urls import URLPattern, URLResolver, path

from legation.traffic import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [path("traffic/", views.totals, name="traffic_totals")]
