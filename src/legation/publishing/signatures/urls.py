from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.staff import desks
from legation.publishing.signatures import views

desks.register(_("Second person"), "signatures_queue", *views.SECOND)

localised: list[URLPattern | URLResolver] = []
unprefixed: list[URLPattern | URLResolver] = []
staff: list[URLPattern | URLResolver] = [
    path("publication/", views.queue, name="signatures_queue"),
    path("publication/alerts/<int:pk>/", views.review, name="signatures_review"),
]
