"""What members find of the desk in the copy of their information, and in the list of what happened."""

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import OF_STAFF, leave_out

leave_out(OF_STAFF, "desk.TemplateVersion", "desk.SavedFilter", "desk.Bulk", "desk.BulkItem")
for _action, _mine in (
    ("template.proposed", _("You wrote a text for replies.")),
    ("template.approved", _("You approved a text for replies.")),
    ("template.returned", _("You sent back a text for replies.")),
    ("template.retired", _("You retired a text for replies.")),
    ("filter.kept", _("You kept a filter of cases.")),
    ("filter.removed", _("You took a filter of cases away.")),
    ("bulk.done", _("You did one thing with several cases.")),
    ("bulk.undone", _("You took back what you did with several cases.")),
):
    sentence(_action, _mine)
