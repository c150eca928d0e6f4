"""All models of the desk; each stands in the package that it belongs to."""

from legation.casework.desk.bulk.models import Bulk, BulkItem
from legation.casework.desk.cover.models import Absence
from legation.casework.desk.filing.models import Filing
from legation.casework.desk.finding.models import SavedFilter, SearchToken
from legation.casework.desk.opinions.models import Opinion
from legation.casework.desk.redaction.models import Redacted, Redaction
from legation.casework.desk.replying.models import ReplyTemplate, TemplateVersion
from legation.casework.desk.translating.models import Translation

__all__ = [
    "Absence",
    "Bulk",
    "BulkItem",
    "Filing",
    "Opinion",
    "Redacted",
    "Redaction",
    "ReplyTemplate",
    "SavedFilter",
    "SearchToken",
    "TemplateVersion",
    "Translation",
]
