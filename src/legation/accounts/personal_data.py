"""What accounts keep of a person, and what the libraries for sign-in keep."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

SIGN_IN = Personal(_("Lets you sign in."), Basis.SERVICE, days(0))
# The one exception to sealing: sign-in and password reset look an account up by its address.
ADDRESS = Personal(
    _("You sign in with it, and we write to it; kept readable so that sign-in can find it."),
    Basis.SERVICE,
    days(0),
    identifies=True,
)
NAME = Personal(_("So that we can address you."), Basis.SERVICE, days(0))
ROLE = Personal(_("Says what a member of staff may do, and who allowed it."), Basis.PUBLIC_TASK, days(1825))
SESSION = Personal(
    _("Shows you where you are signed in, so that you can end it there."), Basis.SERVICE, days(1)
)
SEEN_FROM = dataclasses.replace(SESSION, identifies=True)
DENIAL = Personal(_("Says why and how long services are denied to you."), Basis.PUBLIC_TASK, days(1825))
TERMS = Personal(_("Shows which version of the terms you accepted."), Basis.SERVICE, days(1825))

declare(
    "accounts.User",
    personal={
        "email": ADDRESS,
        "subject": SIGN_IN,
        "password": SIGN_IN,
        "last_login": SIGN_IN,
        "name": NAME,
        "language": Personal(_("So that we write to you in your language."), Basis.SERVICE, days(0)),
        "date_joined": SIGN_IN,
        "is_staff": ROLE,
        "is_superuser": ROLE,
        "is_active": SIGN_IN,
    },
    other=["id"],
)
declare("accounts.User_groups", personal={"user": ROLE, "group": ROLE}, other=["id"])
declare("accounts.User_user_permissions", personal={"user": ROLE, "permission": ROLE}, other=["id"])
declare(
    "accounts.Grant",
    personal=dict.fromkeys(
        [
            "user",
            "role",
            "office",
            "language",
            "granted_by",
            "approved_by",
            "starts_at",
            "expires_at",
            "revoked_at",
            "clearance",
        ],
        ROLE,
    ),
    other=["id", "awaits_approval"],
)
declare(
    "accounts.TermsAcceptance",
    personal=dict.fromkeys(["user", "version", "accepted_at"], TERMS),
    other=["id"],
)
declare(
    "accounts.NameChange",
    personal=dict.fromkeys(["user", "previous", "changed_at"], NAME),
    other=["id"],
)
declare(
    "accounts.Suspension",
    personal=dict.fromkeys(
        [
            "user",
            "measure",
            "reason",
            "office",
            "imposed_by",
            "approved_by",
            "lifted_by",
            "days",
            "starts_at",
            "ends_at",
            "lifted_at",
            "appeal_case",
        ],
        DENIAL,
    ),
    other=["id", "awaits_approval", "end_told_at"],
)
declare(
    "accounts.DeniedIdentity",
    personal={
        "address_hash": Personal(
            _("Keeps a person to whom services are denied from registering anew, as long as that lasts."),
            Basis.PUBLIC_TASK,
            days(0),
        )
    },
    other=["id", "suspension"],
)
declare(
    "account.EmailAddress",
    personal={"email": ADDRESS, "user": SIGN_IN, "verified": SIGN_IN},
    other=["id", "primary"],
)
declare(
    "account.EmailConfirmation",
    personal={"email_address": ADDRESS, "key": SIGN_IN},
    other=["id", "created", "sent"],
)
declare(
    "mfa.Authenticator",
    personal=dict.fromkeys(["user", "type", "data", "created_at", "last_used_at"], SIGN_IN),
    other=["id"],
)
declare(
    "usersessions.UserSession",
    personal={
        **dict.fromkeys(["user", "data", "created_at", "last_seen_at", "session_key"], SESSION),
        **dict.fromkeys(["ip", "user_agent"], SEEN_FROM),
    },
    other=["id"],
)
declare(
    "sessions.Session",
    personal={"session_data": SIGN_IN, "session_key": SIGN_IN},
    other=["expire_date"],
)
declare("auth.Permission", other=["id", "name", "codename", "content_type"])
declare("auth.Group", other=["id", "name"])
declare("auth.Group_permissions", other=["id", "group", "permission"])
declare("contenttypes.ContentType", other=["id", "app_label", "model"])
# Signing in through the ministry's directory matches an address anew each time and writes none of these.
declare(
    "socialaccount.SocialAccount",
    personal=dict.fromkeys(["user", "provider", "uid", "last_login", "date_joined", "extra_data"], SIGN_IN),
    other=["id"],
)
declare(
    "socialaccount.SocialToken",
    personal=dict.fromkeys(["account", "token", "token_secret", "expires_at"], SIGN_IN),
    other=["id", "app"],
)
declare(
    "socialaccount.SocialApp",
    other=["id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"],
)
