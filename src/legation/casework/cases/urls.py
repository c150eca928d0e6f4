from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.cases import desk, views
from legation.casework.cases.permissions import is_handler
from legation.web.audience import public, with_secret
from legation.web.desks import add_desk

add_desk(_("Cases"), "case_desk", is_handler)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("cases/", public(views.status), name="case_status"),
    path("cases/view/<str:signed>/", with_secret(views.view), name="case_view"),
    re_path(
        r"^cases/view/(?P<signed>[^/]+)/(?P<name>supplement|rate|reopen|withdraw|unsafe|safe)/$",
        with_secret(views.act),
        name="case_act",
    ),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("cases/", desk.desk, name="case_desk"),
    path("cases/<str:number>/", desk.show, name="case_desk_show"),
    re_path(
        r"^cases/(?P<number>[^/]+)/(?P<name>assign|note|ask|reply|return|approve|reject|close|unsafe)/$",
        desk.act,
        name="case_desk_act",
    ),
]
