from django.urls import URLPattern, URLResolver, path

from legation.privacy import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("policy/data/", views.data_map, name="data_map"),
    path("cookies/", views.cookies, name="cookies"),
    path("cookies/choices/", views.cookie_choices, name="cookie_choices"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("cookies.json", views.cookies_json, name="cookies_json"),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
