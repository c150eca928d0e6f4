"""What drafts and attachments hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare
from legation.questions import membership
from legation.questions.models import DRAFT_DAYS

__all__ = ["membership"]

_asked = _("to keep what you have filled in until you send it")
_draft = Personal(_asked, Basis.SERVICE, days(DRAFT_DAYS))
_file = Personal(_("to decide on what you asked for"), Basis.SERVICE, days(365))

declare(
    "questions.FormDefinition",
    other=["id", "slug", "version", "source", "in_force", "carries", "published_at"],
)
declare(
    "questions.Draft",
    personal={
        "subject": _draft,
        "office": _draft,
        "language": _draft,
        "answers": _draft,
        "typed": _draft,
        "former": _draft,
        "secret": Personal(_("to lead you back to what you began"), Basis.SERVICE, days(DRAFT_DAYS)),
        "code_hash": Personal(_("to lead you back to what you began"), Basis.SERVICE, days(DRAFT_DAYS)),
        "member": _draft,
        "verified": Personal(
            _("to know that the address is yours without asking again"), Basis.SERVICE, days(DRAFT_DAYS)
        ),
        "reference": _draft,
        "purpose": _draft,
        "begun_at": _draft,
        "saved_at": _draft,
        "submitted_at": _draft,
    },
    other=["id", "secret_hash", "form", "expires_at"],
)
declare(
    "questions.Attachment",
    personal=dict.fromkeys(
        ["subject", "filename", "file_key", "reference", "question", "uploaded_at", "finding"], _file
    ),
    other=["id", "draft", "content_type", "size", "state", "scanned_at"],
)
declare("questions.Erasure", other=["id", "reference", "days", "at"])
