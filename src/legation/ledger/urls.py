from django.urls import URLPattern, URLResolver, path

from legation.ledger import views
from legation.web.audience import machine

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("log/checkpoint", machine(views.checkpoint), name="ledger_checkpoint"),
    path("log/key", machine(views.key), name="ledger_key"),
    path("log/tile/entries/<path:number>", machine(views.entries), name="ledger_entries"),
    path("log/tile/<int:level>/<path:number>", machine(views.tile), name="ledger_tile"),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
