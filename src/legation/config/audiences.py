"""For whom the routes of libraries are. Our own say it themselves; see `web/audience.py`."""

from __future__ import annotations

from legation.publishing.editors import RIGHTS
from legation.web.audience import BY_NAME, BY_PREFIX, LINK, MEMBER, PUBLIC, of_roles

SIGN_IN = (
    "account_login",
    "account_signup",
    "account_logout",  # asked without a session it leads to the page that says so
    "account_logged_out",
    "account_inactive",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_authenticate",  # between password and code; without that state it leads to the sign-in page
    "mfa_login_webauthn",
    "wagtailcore_login",
    "directory_start",  # these two exist only where a directory is configured
    "openid_connect_callback",
)
BY_MAIL = (
    "account_confirm_email",
    "account_reset_password_from_key",
    "wagtailcore_authenticate_with_password",
)
OWN_ACCOUNT = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn",
)
# Wagtail refuses whoever lacks its permission, which follows from these roles.
EDITOR = of_roles(RIGHTS)


def declare() -> None:
    """Fill the tables; called where the routes are gathered."""
    BY_NAME.update(dict.fromkeys(SIGN_IN, PUBLIC))
    BY_NAME.update(dict.fromkeys(BY_MAIL, LINK))
    BY_NAME.update(dict.fromkeys(OWN_ACCOUNT, MEMBER))
    BY_NAME["wagtail_serve"] = PUBLIC  # the published pages
    BY_PREFIX["staff/editor/"] = EDITOR
