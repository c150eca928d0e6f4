from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff import desks
from legation.disclosure import views

desks.register(_("Disclosures"), "disclosure_register", Role.PRIVACY_OFFICER)

localised: list[URLPattern | URLResolver] = [
    path("account/disclosures/", views.mine, name="disclosure_mine"),
]
unprefixed: list[URLPattern | URLResolver] = []
staff: list[URLPattern | URLResolver] = [
    path("disclosures/", views.register, name="disclosure_register"),
    path("disclosures/new/", views.propose, name="disclosure_propose"),
    path("disclosures/<int:row_id>/", views.show, name="disclosure_show"),
    path("disclosures/<int:row_id>/decide/", views.decide, name="disclosure_decide"),
    path("disclosures/<int:row_id>/deliver/", views.deliver, name="disclosure_deliver"),
]
