from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.casework.cases.permissions import is_handler
from legation.casework.statistics import views
from legation.web.audience import public
from legation.web.desks import add_desk

add_desk(_("Figures"), "case_figures", is_handler)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("mailbox/statistics/", public(views.mailbox), name="mailbox_statistics"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("case-figures/", views.overview, name="case_figures"),
    path("case-figures/cases.csv", views.as_csv, name="case_figures_csv"),
]
