from django.urls import URLPattern, URLResolver, path

from legation.defence.incidents import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("security/incidents/", views.index, name="incident_index"),
    path("security/incidents/new/", views.create, name="incident_create"),
    path("security/incidents/<int:incident_id>/", views.show, name="incident_show"),
    path("security/incidents/<int:incident_id>/status/", views.set_status, name="incident_status"),
    path("security/incidents/<int:incident_id>/export/", views.export, name="incident_export"),
]
