from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.cases import desk, transfer_views, unit_views, views
from legation.casework.cases.parts import add_links
from legation.casework.cases.permissions import is_handler
from legation.web.audience import public, with_secret
from legation.web.desks import add_desk

add_links(unit_views.part_links)
add_desk(_("Cases"), "case_desk", is_handler)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("cases/", public(views.status), name="case_status"),
    path("cases/sending/<str:signed>/", with_secret(transfer_views.transfer), name="case_transfer"),
    path("cases/view/<str:signed>/", with_secret(views.view), name="case_view"),
    re_path(
        r"^cases/view/(?P<signed>[^/]+)/(?P<name>supplement|rate|reopen|withdraw|unsafe|safe|agree|decline)/$",
        with_secret(views.act),
        name="case_act",
    ),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("cases/", desk.desk, name="case_desk"),
    path("cases/parts/", unit_views.parts, name="case_parts"),
    path("cases/parts/<int:pk>/", unit_views.part, name="case_part"),
    path("cases/<str:number>/", desk.show, name="case_desk_show"),
    re_path(
        rf"^cases/(?P<number>[^/]+)/(?P<name>{'|'.join(desk.ACTS)})/$",
        desk.act,
        name="case_desk_act",
    ),
]
