from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.payments import desk, views
from legation.web.audience import machine, with_secret
from legation.web.desks import add_desk

add_desk(_("Fees"), "fees", desk.is_setter)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("fees/<str:signed>/", with_secret(views.fee), name="fee"),
    path("fees/<str:signed>/pay/", with_secret(views.pay), name="fee_pay"),
    path("fees/<str:signed>/back/", with_secret(views.back), name="fee_back"),
    path("payments/sandbox/<str:signed>/", with_secret(views.sandbox_pay), name="sandbox_pay"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("payments/<slug:code>/notification/", machine(views.notification), name="payment_notification"),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("fees/", desk.fees, name="fees"),
    path("fees/-/refunds/", desk.refunds, name="fee_refunds"),
    path("fees/<slug:office>/", desk.fees, name="fees_of_office"),
    re_path(r"^cases/(?P<number>[^/]+)/fee/(?P<name>paid|correct|returned)/$", desk.act, name="fee_act"),
]
