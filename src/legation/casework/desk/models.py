"""All models of the desk; each stands in the package that it belongs to."""

from legation.casework.desk.bulk.models import Bulk, BulkItem
from legation.casework.desk.finding.models import SavedFilter
from legation.casework.desk.replying.models import ReplyTemplate, TemplateVersion

__all__ = ["Bulk", "BulkItem", "ReplyTemplate", "SavedFilter", "TemplateVersion"]
