from django.urls import URLPattern, URLResolver, include, path

from legation.accounts.members import views
from legation.web.audience import public

_account: list[URLPattern | URLResolver] = [
    path("", views.home, name="member_home"),
    path("name/", views.name, name="member_name"),
    path("terms/", views.terms, name="member_terms"),
    path("activity/", views.activity, name="member_activity"),
    path("readings/", views.readings, name="member_readings"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/end/", views.end_sessions, name="member_sessions_end"),
    path("export/", views.export, name="member_export"),
    path("leave/", views.leave, name="member_leave"),
    path("left/", public(views.left), name="member_left"),
]

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [path("account/", include(_account))]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
