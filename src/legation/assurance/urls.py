from django.urls import URLPattern, URLResolver, path

from legation.assurance import views
from legation.assurance.figures import statistics
from legation.web.audience import machine, public

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("assurance/", public(views.register), name="assurance_register"),
    path("statistics/", public(statistics), name="statistics"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("assurance.json", machine(views.register_json), name="assurance_json"),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("assurance/", views.desk, name="assurance_desk"),
    path("assurance/run/", views.run, name="assurance_run"),
]
