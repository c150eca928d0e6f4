from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, include, path, re_path

from legation.accounts import directory, passkeys, views
from legation.accounts.confirming import ConfirmAddress
from legation.accounts.limits.services import Limit

# Together: registering, asking for a new password, changing the address.
FORMS = Limit("account forms", 60, 5 * 60)  # many people share one address: a waiting room, a university

_account: list[URLPattern | URLResolver] = [
    path("login/", views.entrance(passkeys.SignIn.as_view()), name="account_login"),
    path(
        "signup/",
        views.evenly(views.entrance(views.seldom(FORMS, views.whole(account.signup)))),
        name="account_signup",
    ),
    path("logout/", views.sign_out, name="account_logout"),
    path("signed-out/", views.signed_out, name="account_logged_out"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.right_status(account.reauthenticate), name="account_reauthenticate"),
    path("email/", views.seldom(FORMS, views.whole(account.email)), name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        views.whole(ConfirmAddress.as_view()),
        name="account_confirm_email",
    ),
    path("password/change/", views.whole(account.password_change), name="account_change_password"),
    path("password/set/", views.whole(account.password_set), name="account_set_password"),
    path(
        "password/reset/",
        views.evenly(views.entrance(views.seldom(FORMS, views.whole(account.password_reset)))),
        name="account_reset_password",
    ),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.seldom(FORMS, views.whole(account.password_reset_from_key)),
        name="account_reset_password_from_key",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", views.right_status(passkeys.SecondStep.as_view()), name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.right_status(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.set_up_factor, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.whole(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/passkeys/login/",
        views.entrance(passkeys.SignInWithPasskey.as_view()),
        name="mfa_login_webauthn",
    ),
    path("2fa/passkeys/add/", views.set_up_passkey, name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        views.right_status(passkeys.ProveWithPasskey.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/name/",
        views.whole(passkeys.RenamePasskey.as_view()),
        name="mfa_edit_webauthn",
    ),
    path(
        "2fa/passkeys/<int:pk>/remove/",
        views.whole(passkeys.RemovePasskey.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        views.whole(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        recovery.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

if directory.configured():
    _account.append(path("login/directory/", directory.start, name="directory_start"))

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [path("account/", include(_account))]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
if directory.configured():  # one address for all languages: directories want it registered
    unprefixed.append(
        re_path(
            r"^sign-in/(?P<provider_id>directory)/callback/$",
            directory.arrive,
            name="openid_connect_callback",
        )
    )
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
