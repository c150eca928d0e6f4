from django.urls import URLPattern, URLResolver, path, re_path

from legation.accounts.standing import appeal_views, views
from legation.web.audience import with_secret

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("account/standing/<str:secret>/", with_secret(appeal_views.appeal), name="member_appeal"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("members/", views.find_member, name="staff_members"),
    path("members/<int:user_id>/", views.member, name="staff_member"),
    path("members/<int:user_id>/suspend/", views.suspend, name="staff_member_suspend"),
    re_path(
        r"^members/(?P<user_id>[0-9]{1,18})/(?P<row_id>[0-9]{1,18})/(?P<name>approve|turn-down|lift)/$",
        views.decide,
        name="staff_member_decide",
    ),
]
