"""Going on with a draft elsewhere: by a mailed link, or by a short code typed on another device."""

from __future__ import annotations

from secrets import choice

from django.conf import settings
from django.core import signing
from django.db import transaction

from legation.kernel.keys import master_key
from legation.mail.services import queue_template
from legation.privacy.gateway import deliver
from legation.privacy.sealing import lookup_hash, normalised
from legation.questions.models import DRAFT_DAYS, Draft

RESUME_SALT = "legation.questions.resume"
# Crockford's signs: none looks like another. Eight of them are 40 bits, and whoever guesses must name
# the e-mail address too and is stopped after a few tries.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans("OIL", "011", " -‐‑–—\u00a0")
CODE_SIGNS = 8


def mail_resume_link(
    draft: Draft,
    secret: str,
    address: str,
    *,
    path: str,
    language: str,
    title: str,
    code_path: str = "",
) -> None:
    """Send the link with which the person goes on later, and, where `code_path` names the page for it, a
    code to type on another device. `path` ends before the token.

    Both also show, once used, that the address is theirs, and work as long as the draft is kept. A new
    code takes the place of the one before.
    """
    token = signing.dumps({"s": secret, "e": lookup_hash("email", address)}, salt=RESUME_SALT)
    with transaction.atomic():
        code = _new_code(draft, secret, address) if code_path else ""
        queue_template(
            draft.subject,
            address,
            "mail/questions_resume.txt",
            {
                "link": f"{settings.LEGATION_ORIGIN}{path}{token}/",
                "title": title,
                "days": DRAFT_DAYS,
                "code": code,
                "code_address": f"{settings.LEGATION_ORIGIN}{code_path}" if code_path else "",
            },
            language=language,
        )


def secret_of_link(token: str) -> tuple[str, str] | None:
    """The draft's secret and the hash of the address to which the link was sent; None when forged. That
    it is too old shows when the draft is not there any more."""
    try:
        found = signing.loads(token, salt=RESUME_SALT)
        return str(found["s"]), str(found["e"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def find_by_code(address: str, code: str, *, purpose: str) -> tuple[Draft, str] | None:
    """The open draft to whose address this code was sent, with its secret; None for any mistake.

    The caller counts the tries.
    """
    typed = code.upper().translate(LOOK_ALIKES)
    if len(typed) != CODE_SIGNS:
        return None
    rows = Draft.objects.open().filter(code_hash=_hash(address, typed), purpose=purpose)
    draft = rows.select_related("subject", "form").first()
    secret = deliver(draft, ["secret"])["secret"] if draft else ""
    return (draft, secret) if draft and secret else None


def _new_code(draft: Draft, secret: str, address: str) -> str:
    code = "".join(choice(SIGNS) for _place in range(CODE_SIGNS))
    stored = Draft.objects.select_for_update(of=("self",)).select_related("subject").get(pk=draft.pk)
    stored.secret, stored.code_hash = secret, _hash(address, code)
    stored.save(update_fields=["secret", "code_hash"])
    return f"{code[:4]}-{code[4:]}"


def _hash(address: str, code: str) -> str:
    key = master_key(settings.LEGATION_MASTER_KEY_FILE)
    return key.keyed_hash("draft code", f"{normalised(address)} {code}").hex()
