from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.audiences import views
from legation.accounts.staff import desks

desks.register(_("Who may open what"), "audiences", *views.READERS)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("audiences/", views.show, name="audiences"),
    path("audiences.json", views.as_json, name="audiences_json"),
    path("audiences.csv", views.as_csv, name="audiences_csv"),
]
