from django.urls import URLPattern, URLResolver, path

from legation.defence.scans import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("security/scans/", views.desk, name="scan_desk"),
    path("security/scans/run/", views.run, name="scan_run"),
    path("security/scans/findings/<int:finding_id>/", views.show, name="scan_finding"),
    path("security/scans/findings/<int:finding_id>/take/", views.take, name="scan_finding_take"),
]
