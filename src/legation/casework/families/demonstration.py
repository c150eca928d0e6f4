"""A family of three that applied together and waits for a decision; they are nobody."""

from __future__ import annotations

from io import BytesIO

from django.utils import translation
from PIL import Image

from legation.casework.applications.services import submit
from legation.casework.cases.models import Case
from legation.offices.models import Office
from legation.privacy.sealing import lookup_hash
from legation.questions.answers import Answer, Where
from legation.questions.services import attachments, drafts
from legation.questions.services.forms import in_force

SERVICE = "passport-renewal"
APPLICANT: dict[str, Answer] = {
    "has-passport": "yes",
    "condition": "ending",
    "full-name": "Demonstration Parent",
    "born": "1984-05-02",
    "residence": "GB",
    "email": "family@example.org",
    "with-family": "yes",
    "passport-number": "300000010",
    "delivery": "collect",
    "true": True,
}
FAMILY: dict[str, dict[str, Answer]] = {
    "a1a1a1a1": {
        "member-name": "Demonstration Spouse",
        "member-born": "1986-09-17",
        "member-relation": "spouse",
        "member-passport": "300000011",
        "consent": True,
    },
    "b2b2b2b2": {
        "member-name": "Demonstration Child",
        "member-born": "2018-01-30",
        "member-relation": "child",
        "member-passport": "300000012",
        "guardian": True,
    },
}


def load() -> None:
    """One application of a family at the desk of London; does nothing twice, nor without its form."""
    form = in_force(SERVICE)
    known = Case.objects.filter(email_hash=lookup_hash("email", str(APPLICANT["email"]))).exists()
    if form is None or known or form.definition.step("family") is None:
        return
    if not Office.objects.filter(slug="london").exists():
        return
    with translation.override("en"):
        draft, secret = drafts.begin(form, purpose=SERVICE, office="london", language="en", answers=APPLICANT)
        drafts.verify_address(draft, lookup_hash("email", str(APPLICANT["email"])))
        for person, answers in FAMILY.items():
            where = Where("family", person)
            draft = drafts.save(draft, answers, where=where)
            attachments.attach(draft, where.file("member-photo"), "photo.jpg", BytesIO(_photo()))
        attachments.attach(draft, "photo", "photo.jpg", BytesIO(_photo()))
        draft = drafts.save(draft, {})
        case = submit(draft, secret, language="en")
    Case.objects.filter(pk=case.pk).update(is_demonstration=True)


def _photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (350, 450), (214, 219, 224)).save(out, "JPEG")
    return out.getvalue()
