"""What drafts and attachments hold of a person, why and for how long."""

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare
from legation.questions.models import DRAFT_DAYS

_asked = _("to keep what you have filled in until you send it")
_draft = Personal(_asked, Basis.SERVICE, days(DRAFT_DAYS))
_file = Personal(_("to decide on what you asked for"), Basis.SERVICE, days(365))

declare("questions.FormDefinition", other=["id", "slug", "version", "source", "in_force", "published_at"])
declare(
    "questions.Draft",
    personal={
        "subject": _draft,
        "office": _draft,
        "language": _draft,
        "answers": _draft,
        "verified": Personal(
            _("to know that the address is yours without asking again"), Basis.SERVICE, days(DRAFT_DAYS)
        ),
        "reference": _draft,
    },
    other=[
        "id",
        "secret_hash",
        "form",
        "purpose",
        "begun_at",
        "saved_at",
        "expires_at",
        "submitted_at",
    ],
)
declare(
    "questions.Attachment",
    personal={"subject": _file, "filename": _file, "file_key": _file, "reference": _file},
    other=[
        "id",
        "draft",
        "question",
        "content_type",
        "size",
        "state",
        "finding",
        "uploaded_at",
        "scanned_at",
    ],
)
