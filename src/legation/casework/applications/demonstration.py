"""Two services that can be applied for, and one application that waits for a decision."""

from __future__ import annotations

import json
from importlib.resources import files
from io import BytesIO
from typing import Any

from django.utils import translation
from PIL import Image

from legation.casework.applications.models import Application, OnlineService
from legation.casework.applications.services import submit
from legation.casework.cases.models import Case
from legation.offices.models import Office
from legation.privacy.sealing import lookup_hash
from legation.questions.composing.services import ship
from legation.questions.definition import Answer
from legation.questions.services import attachments, drafts

SERVICES = ("passport-renewal", "document-authentication", "visa", "birth-registration")
APPLICANT: dict[str, Answer] = {
    "has-passport": "yes",
    "condition": "ending",
    "full-name": "陳示範",
    "born": "1985-03-27",
    "residence": "GB",
    "email": "applicant@example.org",
    "with-family": "no",
    "passport-number": "300000000",
    "delivery": "collect",
    "true": True,
}


def load() -> None:
    """Put the forms in force and one application at the desk of London; does nothing twice."""
    for slug in SERVICES:
        ship(slug, _form(slug))
        OnlineService.objects.get_or_create(slug=slug)
    if Office.objects.filter(slug="london").exists() and not Application.objects.exists():
        _apply()


def _apply() -> None:
    with translation.override("zh-hant"):
        form = ship("passport-renewal", _form("passport-renewal"))
        draft, secret = drafts.begin(
            form, purpose="passport-renewal", office="london", language="zh-hant", answers=APPLICANT
        )
        drafts.verify_address(draft, lookup_hash("email", str(APPLICANT["email"])))
        photo = attachments.attach(draft, "photo", "photo.jpg", BytesIO(_photo()))
        draft = drafts.save(draft, {"photo": str(photo.pk)})
        case = submit(draft, secret, language="zh-hant")
    Case.objects.filter(pk=case.pk).update(is_demonstration=True)


def _photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (350, 450), (222, 226, 230)).save(out, "JPEG")
    return out.getvalue()


def _form(slug: str) -> dict[str, Any]:
    folder = files("legation.casework.applications").joinpath("definitions")
    found: dict[str, Any] = json.loads(folder.joinpath(f"{slug}.json").read_text("utf-8"))
    return found
