from django.urls import URLPattern, URLResolver, path, re_path

from legation.accounts.staff import duty_views, emergency_views, people_views, views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("account/invitation/", people_views.invitation, name="member_invitation"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("", views.home, name="staff_home"),
    path("grants/", views.grants, name="staff_grants"),
    path("grants/<int:grant_id>/approve/", views.approve, name="staff_grant_approve"),
    path("grants/<int:grant_id>/revoke/", views.revoke, name="staff_grant_revoke"),
    path("grants/<int:grant_id>/renew/", views.renew, name="staff_grant_renew"),
    path("reviews/", views.review_list, name="staff_reviews"),
    path("duties/", duty_views.duties, name="staff_duties"),
    path("people/", people_views.people, name="staff_people"),
    path("people/<int:user_id>/left/", people_views.leave, name="staff_left"),
    path(
        "people/invitations/<int:invitation_id>/withdraw/",
        people_views.withdraw_invitation,
        name="staff_invitation_withdraw",
    ),
    path("emergency/", emergency_views.emergency, name="staff_emergency"),
    re_path(
        r"^emergency/(?P<row_id>[0-9]{1,18})/(?P<act>open|end|seen)/$",
        emergency_views.decide,
        name="staff_emergency_decide",
    ),
]
