from django.urls import URLPattern, URLResolver, include, path

from legation.accounts.members import own_views, place_views, views
from legation.web.audience import public, with_secret

_account: list[URLPattern | URLResolver] = [
    path("", views.home, name="member_home"),
    path("name/", public(views.name), name="member_name"),
    path("details/", own_views.details, name="member_details"),
    path("preferences/", own_views.preferences, name="member_preferences"),
    path("consents/", own_views.consents, name="member_consents"),
    path("saved/", place_views.saved, name="member_saved"),
    path("saved/add/", place_views.save_page, name="member_save_page"),
    path("offices/", place_views.followed, name="member_followed"),
    path("offices/stop/", place_views.unfollow, name="member_unfollow"),
    path("terms/", own_views.terms, name="member_terms"),
    path("activity/", views.activity, name="member_activity"),
    path("readings/", views.readings, name="member_readings"),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/end/", views.end_sessions, name="member_sessions_end"),
    path("export/", views.export, name="member_export"),
    path("leave/", views.leave, name="member_leave"),
    path("left/", public(views.left), name="member_left"),
]

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("account/", include(_account)),
    path("stop-alerts/<str:token>/", with_secret(place_views.stop_alerts), name="member_alerts_stop"),
    path("terms/", public(own_views.terms_versions), name="member_terms_versions"),
    path("terms/<slug:version>/", public(own_views.terms_version), name="member_terms_version"),
    path("terms/<slug:version>/text.toml", public(own_views.terms_file), name="member_terms_file"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
