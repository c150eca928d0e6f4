from django.urls import URLPattern, URLResolver, path

from legation.accounts.staff import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("", views.home, name="staff_home"),
    path("grants/", views.grants, name="staff_grants"),
    path("grants/<int:grant_id>/approve/", views.approve, name="staff_grant_approve"),
    path("grants/<int:grant_id>/revoke/", views.revoke, name="staff_grant_revoke"),
]
