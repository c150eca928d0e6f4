from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from legation.mail import views
from legation.web.audience import demonstration

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
if settings.LEGATION_DEMONSTRATION:
    unprefixed += [
        path("demo/outbox/", demonstration(views.outbox_page), name="demo_outbox"),
        path("demo/outbox.json", demonstration(views.outbox_json), name="demo_outbox_json"),
    ]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
