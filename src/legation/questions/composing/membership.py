"""What staff read of their work on forms in the record of their account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.accounts.members.activity import sentence

for _action, _mine in (
    ("form.draft-begun", _("You began to change a form.")),
    ("form.draft-changed", _("You changed the draft of a form.")),
    ("form.draft-translated", _("You translated the draft of a form.")),
    ("form.draft-imported", _("You imported a form.")),
    ("form.draft-submitted", _("You asked for a form to be published.")),
    ("form.draft-returned", _("You gave a form back to its author.")),
    ("form.draft-discarded", _("You discarded the draft of a form.")),
    ("form.withdrawn", _("You withdrew a form.")),
):
    sentence(_action, _mine)
