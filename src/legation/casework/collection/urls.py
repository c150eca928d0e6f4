from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.permissions import is_handler
from legation.casework.collection import desk, views
from legation.web.audience import with_secret
from legation.web.desks import add_desk

add_desk(_("Counter"), "collection_counter", is_handler)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("collection/<str:signed>/", with_secret(views.receipt), name="collection"),
    path("collection/<str:signed>/way/", with_secret(views.choose), name="collection_way"),
    path("collection/<str:signed>/label/", with_secret(views.label), name="collection_label"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("counter/", desk.counter, name="collection_counter"),
    path("cases/<str:number>/hand/", desk.hand_over, name="collection_hand"),
    path("cases/<str:number>/return-label/", desk.label, name="collection_return_label"),
    re_path(r"^cases/(?P<number>[^/]+)/handover/(?P<name>ready|sent)/$", desk.act, name="collection_act"),
]
