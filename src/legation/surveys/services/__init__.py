"""What can be done with a survey: one operation, one function."""

from legation.surveys.services.closing import close
from legation.surveys.services.drafts import draft_drop, draft_open, draft_save
from legation.surveys.services.opening import check_form, open_survey, set_anonymous
from legation.surveys.services.settling import BATCH, settle
from legation.surveys.services.taking import Outcome, take
from legation.surveys.services.tallies import count, is_full
from legation.surveys.services.tokens import spent_among

__all__ = [
    "BATCH",
    "Outcome",
    "check_form",
    "close",
    "count",
    "draft_drop",
    "draft_open",
    "draft_save",
    "is_full",
    "open_survey",
    "set_anonymous",
    "settle",
    "spent_among",
    "take",
]
