from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.appointments import desk, views
from legation.casework.cases.permissions import is_handler
from legation.web.audience import with_secret
from legation.web.desks import add_desk

add_desk(_("Appointments"), "appointments_day", is_handler)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("appointments/<str:signed>/", with_secret(views.appointment), name="appointment"),
    path("appointments/<str:signed>/appointment.ics", with_secret(views.calendar), name="appointment_file"),
    re_path(
        r"^appointments/(?P<signed>[^/]+)/(?P<name>book|cancel|wait|stop-waiting|accept|decline)/$",
        with_secret(views.act),
        name="appointment_act",
    ),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("appointments/", desk.day, name="appointments_day"),
    path("appointments/<slug:office>/", desk.day, name="appointments_office"),
    path("appointments/<slug:office>/plan/", desk.plan, name="appointments_plan"),
    path("appointments/<slug:office>/plan/<int:span_id>/end/", desk.end_span, name="appointments_end_span"),
    path("cases/<str:number>/appointment/", desk.propose, name="appointment_propose"),
    path("cases/<str:number>/came/", desk.came, name="appointment_came"),
]
