from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.staff import desks
from legation.publishing.policy import views
from legation.web.audience import public

desks.register(_("Policy"), "policy_desk", *views.DRAFTERS)

localised: list[URLPattern | URLResolver] = [
    path("policy/", public(views.in_force), name="policy"),
    path("policy/history/", public(views.history), name="policy_history"),
    path("policy/history/<int:number>/", public(views.version), name="policy_version"),
    path("policy/history/<int:number>/differences/", public(views.differences), name="policy_differences"),
]
unprefixed: list[URLPattern | URLResolver] = [
    path("policy/feed.atom", public(views.feed), name="policy_feed"),
]
staff: list[URLPattern | URLResolver] = [
    path("policy/", views.desk, name="policy_desk"),
    path("policy/revise/", views.revise, name="policy_revise"),
    path("policy/<int:number>/publish/", views.publish, name="policy_publish"),
]
