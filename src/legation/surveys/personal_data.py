"""Anonymous answers hold nothing of a person; named ones are declared."""

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import leave_out
from legation.privacy.data_map import Basis, Personal, days, declare

_named = Personal(_("to improve what you told us about"), Basis.CONSENT, days(365))

declare(
    "surveys.Survey",
    other=[
        "id",
        "slug",
        "form",
        "office",
        "anonymous",
        "public_results",
        "opens_at",
        "closes_at",
        "seal",
        "settled",
        "withheld",
        "published",
        "published_count",
    ],
)
declare("surveys.HeldAnswer", other=["id", "survey", "day", "choices", "words"])
declare("surveys.AnonymousAnswer", other=["id", "survey", "day", "choices", "words"])
declare("surveys.SpentToken", other=["id", "survey"])
declare(
    "surveys.NamedAnswer",
    personal={"subject": _named, "received_at": _named, "choices": _named, "words": _named},
    other=["id", "survey"],
)
leave_out(
    _("Answers to surveys are tied to no account, so that nobody can say which are yours."),
    "surveys.NamedAnswer",
)
