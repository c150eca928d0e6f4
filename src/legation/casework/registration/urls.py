from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.registration import desk, views
from legation.casework.registration.permissions import is_desk_of
from legation.web.audience import public, with_secret
from legation.web.desks import add_desk

add_desk(_("Nationals abroad"), "registration_desk", is_desk_of)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("registration/", public(views.start), name="registration"),
    path("registration/in/<slug:country>/", public(views.register), name="registration_in"),
    path("registration/sent/", public(views.sent), name="registration_sent"),
    path("registration/link/", public(views.ask_link), name="registration_link"),
    path("registration/link/sent/", public(views.link_sent), name="registration_link_sent"),
    path("registration/confirm/<str:token>/", with_secret(views.confirm), name="registration_confirm"),
    path("registration/mine/<str:token>/", with_secret(views.mine), name="registration_mine"),
    path("registration/mine/<str:token>/edit/", with_secret(views.edit), name="registration_edit"),
    re_path(
        r"^registration/mine/(?P<token>[^/]+)/(?P<name>still-there|unsafe|safe|leave)/$",
        with_secret(views.act),
        name="registration_act",
    ),
    path("registration/answer/<str:token>/", with_secret(views.answer), name="registration_answer"),
    path("account/registrations/", views.of_member, name="member_registrations"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("registrations/", desk.home, name="registration_desk"),
    path("registrations/notices/<int:pk>/", desk.show, name="notice_show"),
    path("registrations/notices/<int:pk>/change/", desk.change, name="notice_change"),
    re_path(
        r"^registrations/notices/(?P<pk>[0-9]+)/(?P<name>propose|return|send|send-emergency|stop|confirm)/$",
        desk.act,
        name="notice_act",
    ),
    path("registrations/<slug:office>/", desk.home, name="registration_office"),
    path("registrations/<slug:office>/write/", desk.write, name="notice_write"),
    path("registrations/<slug:office>/areas/", desk.plan, name="registration_areas"),
    path(
        "registrations/<slug:office>/areas/<int:area_id>/close/",
        desk.close_area,
        name="registration_close_area",
    ),
]
