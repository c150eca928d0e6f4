"""What members find of the desk in the copy of their information, and in the list of what happened."""

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence
from legation.accounts.members.export import OF_STAFF, leave_out

leave_out(OF_STAFF, "desk.TemplateVersion")
for _action, _mine in (
    ("template.proposed", _("You wrote a text for replies.")),
    ("template.approved", _("You approved a text for replies.")),
    ("template.returned", _("You sent back a text for replies.")),
    ("template.retired", _("You retired a text for replies.")),
):
    sentence(_action, _mine)
