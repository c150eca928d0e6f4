from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from legation.web import style_page, views
from legation.web.audience import demonstration, machine, public

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("", public(views.front_door), name="front_door"),
    path("robots.txt", machine(views.robots), name="robots"),
    path(".well-known/security.txt", machine(views.security_text), name="security_text"),
]
if settings.LEGATION_DEMONSTRATION:
    unprefixed += [
        path("demo/components/", demonstration(style_page.components), name="demo_components"),
        path("demo/components/<str:code>/", demonstration(style_page.components), name="demo_components_in"),
    ]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
