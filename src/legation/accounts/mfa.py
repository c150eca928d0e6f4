"""Second factors: their secrets are sealed under the master key, so that a stolen database opens nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

import qrcode
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.signals import post_init, post_save, pre_save
from django.http import HttpRequest
from django.utils.translation import gettext
from qrcode.image.svg import SvgPathFillImage

from legation.accounts.limits.services import Limit
from legation.accounts.models import User
from legation.kernel.keys import master_key, seal, unseal

PURPOSE = "second factor"
CODE = Limit("code of the app", 1, 5 * 60)
# What counts as one. Recovery codes only stand in for these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SealingAdapter(DefaultMFAAdapter):
    """What allauth asks of second factors."""

    def encrypt(self, text: str) -> str:
        """Base64 of the sealed text."""
        return base64.b64encode(seal(_key(), text.encode(), PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises BrokenSeal when it was changed or sealed under another key."""
        return unseal(_key(), base64.b64decode(encrypted_text), PURPOSE).decode()

    def get_totp_issuer(self) -> str:
        """What the app shows above the code."""
        return str(settings.LEGATION_MINISTRY["name"])

    def build_totp_svg(self, url: str) -> str:
        """An `<svg>` that can stand in a page: on white, so that it is scanned in the dark too, and
        without the XML declaration."""
        drawing = qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
        label = gettext("Square code to scan with your app")
        return str(drawing).replace("<svg", f'<svg role="img" aria-label="{label}"', 1)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one."""
        user: User = authenticator.user
        return not user.is_staff or factors_of(user).exclude(pk=authenticator.pk).exists()


def factors_of(user: User) -> QuerySet[Authenticator]:
    """The app and the passkeys of a person."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type__in=FACTORS)
    return found


def has_factor(user: User) -> bool:
    """Whether the person has set up a second factor: an app or a passkey."""
    return factors_of(user).exists()


def factor_shown(request: HttpRequest, user: User) -> bool:
    """Whether this session was opened with a second factor: a code, a recovery code or a passkey."""
    return any(entry.get("method") == "mfa" for entry in get_authentication_records(request, user))


def first_use(user_id: int, code: str) -> bool:
    """Whether a code of the app is shown for the first time, and from now on no more. It is accepted for a
    minute and a half, and the library remembers it for half a minute only."""
    return not CODE.exceeded(f"{user_id} {normalize_user_code(code)}")


def seal_passkeys() -> None:
    """A passkey is written sealed for its owner's account and unsealed when read, so that nobody who
    can write to the database alone can plant one; called once, when Django starts."""
    pre_save.connect(_seal, sender=Authenticator, dispatch_uid="seal passkey")
    post_save.connect(_unseal, sender=Authenticator, dispatch_uid="unseal passkey after saving")
    post_init.connect(_unseal, sender=Authenticator, dispatch_uid="unseal passkey")


def _seal(sender: object, instance: Authenticator, **given: Any) -> None:
    if instance.type == Authenticator.Type.WEBAUTHN:
        sealed = seal(_key(), json.dumps(instance.data).encode(), _place(instance))
        instance.data = {"sealed": base64.b64encode(sealed).decode()}


def _unseal(sender: object, instance: Authenticator, **given: Any) -> None:
    loaded = {"type", "data", "user_id"} <= instance.__dict__.keys()
    if loaded and instance.pk is not None and instance.type == Authenticator.Type.WEBAUTHN:
        text = unseal(_key(), base64.b64decode(instance.data.get("sealed", "")), _place(instance))
        instance.data = json.loads(text)


def _place(instance: Authenticator) -> str:
    return f"passkey:{instance.user_id}"


def _key() -> bytes:
    return master_key(settings.LEGATION_MASTER_KEY_FILE).derive(PURPOSE)
