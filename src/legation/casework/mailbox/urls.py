from django.urls import URLPattern, URLResolver, path, re_path

from legation.casework.mailbox import views
from legation.web.audience import public, with_secret

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("mailbox/", public(views.letter), name="letter_write"),
    path("mailbox/sent/", public(views.sent), name="letter_sent"),
    re_path(r"^mailbox/confirm/(?P<token>[0-9a-f]{40})/$", with_secret(views.confirm), name="letter_confirm"),
    path("policy/contact/", public(views.policy_question), name="policy_contact"),
    path("policy/contact/sent/", public(views.sent), name="policy_contact_sent"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
