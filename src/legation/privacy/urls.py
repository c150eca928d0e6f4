from django.urls import URLPattern, URLResolver, path

from legation.privacy import views
from legation.web.audience import machine, public

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("policy/data/", public(views.data_map), name="data_map"),
    path("cookies/", public(views.cookies), name="cookies"),
    path("cookies/choices/", public(views.cookie_choices), name="cookie_choices"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("cookies.json", machine(views.cookies_json), name="cookies_json"),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
