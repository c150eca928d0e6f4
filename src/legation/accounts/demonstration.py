"""The demonstration's accounts: one for each role, with passwords that are random in each data folder."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings

from legation.accounts.members.terms import accept
from legation.accounts.models import POWERFUL, Grant, Role, User
from legation.kernel import clock
from legation.kernel.classification import Classification
from legation.kernel.files import write_atomically
from legation.offices.models import Office


@dataclass(frozen=True)
class Persona:
    """One account to make. `role` empty: a member."""

    title: str
    role: Role | None = None
    office: str = ""
    language: str = ""
    clearance: Classification = Classification.INTERNAL

    @property
    def email(self) -> str:
        """Such as `case-officer.london@demo.example`."""
        parts = [self.title.replace(" ", "-"), self.office or self.language]
        return ".".join(part for part in parts if part) + "@demo.example"


@dataclass(frozen=True)
class Credentials:
    """What `legation demo credentials` prints of one account."""

    role: str
    office: str
    email: str
    password: str
    totp_secret: str


RESTRICTED = Classification.RESTRICTED
CAST: tuple[Persona, ...] = (
    Persona("member"),
    Persona("editor", Role.EDITOR, "london"),
    Persona("translator", Role.TRANSLATOR, language="zh-hant"),
    Persona("publisher", Role.PUBLISHER, "london"),
    Persona("case officer", Role.CASE_OFFICER, "london"),
    Persona("supervisor", Role.SUPERVISOR, "london"),
    Persona("duty publisher", Role.PUBLISHER, "ministry"),
    Persona("duty officer", Role.CASE_OFFICER, "ministry"),
    Persona("duty supervisor", Role.SUPERVISOR, "ministry"),
    Persona("privacy officer", Role.PRIVACY_OFFICER, clearance=RESTRICTED),
    Persona("second privacy officer", Role.PRIVACY_OFFICER, clearance=RESTRICTED),
    Persona("security officer", Role.SECURITY_OFFICER, clearance=RESTRICTED),
    Persona("administrator", Role.ADMINISTRATOR, clearance=RESTRICTED),
    Persona("second administrator", Role.ADMINISTRATOR, clearance=RESTRICTED),
)


def load() -> None:
    """Make the accounts that are not there yet. Raises Office.DoesNotExist while an office is missing."""
    known = {entry.email: entry for entry in credentials()}
    users = {}
    for persona in CAST:
        user = User.objects.filter(email=persona.email).first()
        if user is None or persona.email not in known:
            known[persona.email] = _credentials(persona)
            user = _make(persona, known[persona.email])
        users[persona.title] = user
    for persona in CAST:
        if persona.role:
            _grant(persona, persona.role, users)
    _keep([known[persona.email] for persona in CAST])


def credentials() -> list[Credentials]:
    """Those of this data folder; empty before the demonstration is loaded."""
    try:
        return [Credentials(**entry) for entry in json.loads(_file().read_text())]
    except FileNotFoundError:
        return []


def _file() -> Path:
    folder: Path = settings.LEGATION_DATA
    return folder / "demonstration" / "credentials.json"


def _keep(entries: list[Credentials]) -> None:
    text = json.dumps([asdict(entry) for entry in entries], indent=1)
    write_atomically(_file(), text.encode(), mode=0o600)


def _credentials(persona: Persona) -> Credentials:
    secret = generate_totp_secret() if persona.role else ""
    return Credentials(persona.title, persona.office, persona.email, secrets.token_urlsafe(15), secret)


def _make(persona: Persona, entry: Credentials) -> User:
    user = User.objects.filter(email=persona.email).first() or User(email=persona.email)
    user.name = f"{persona.title.capitalize()} (demonstration)"
    user.language = persona.language or "en"
    user.is_staff = persona.role is not None
    user.set_password(entry.password)
    user.save()
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    accept(user)
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's reverse name
    if entry.totp_secret:
        TOTP.activate(user, entry.totp_secret)
    return user


def _grant(persona: Persona, role: Role, users: dict[str, User]) -> None:
    """As if the two administrators had proposed and approved it, for a year from the loading."""
    user = users[persona.title]
    if Grant.objects.in_force().filter(user=user, role=role).exists():
        return
    first, second = users["administrator"], users["second administrator"]
    proposer, approver = (second, first) if user == first else (first, second)
    Grant.objects.create(
        user=user,
        role=role,
        office=Office.objects.get(slug=persona.office) if persona.office else None,
        language=persona.language,
        granted_by=proposer,
        clearance=persona.clearance,
        approved_by=approver if role in POWERFUL or persona.clearance == RESTRICTED else None,
        expires_at=clock.now() + Grant.MAX_TERM,
    )
