from django.urls import URLPattern, URLResolver, path

from legation.accounts.standing import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("members/", views.find_member, name="staff_members"),
    path("members/<int:user_id>/", views.member, name="staff_member"),
    path("members/<int:user_id>/suspend/", views.suspend, name="staff_member_suspend"),
    path("members/<int:user_id>/lift/", views.lift, name="staff_member_lift"),
]
