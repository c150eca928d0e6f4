"""Anonymous answers hold nothing of a person; named ones are declared."""

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.export import OF_STAFF, leave_out
from legation.privacy.data_map import Basis, Personal, days, declare

_named = Personal(_("to improve what you told us about"), Basis.CONSENT, days(365))

_staff = Personal(_("Shows who made a survey and who agreed to it."), Basis.PUBLIC_TASK, days(3650))

declare(
    "surveys.Survey",
    personal={"made_by": _staff, "approved_by": _staff},
    other=[
        *("id", "slug", "form", "office", "anonymous", "access", "state", "public_results"),
        *("opens_at", "closes_at", "closes_after", "ended_at", "quotas", "resumable", "offered_after"),
        *("retention_days", "erased_at", "seal", "settled", "withheld", "published", "published_count"),
        "results_final",
    ],
)
declare(
    "surveys.AnonymousAnswer",
    other=["id", "survey", "day", "choices", "code", "words", "judged", "shown_words"],
)
declare("surveys.SpentToken", other=["id", "survey"])
declare("surveys.SettledBatch", other=["id", "survey"])
declare("surveys.NamedTally", other=["survey", "complete", "quotas"])
declare(
    "surveys.NamedAnswer",
    personal=dict.fromkeys(
        ("subject", "received_at", "choices", "code", "words", "judged", "shown_words"), _named
    ),
    other=["id", "survey"],
)
leave_out(OF_STAFF, "surveys.Survey")
leave_out(
    _("Answers to surveys are tied to no account, so that nobody can say which are yours."),
    "surveys.NamedAnswer",
)
