"""Django's settings, made from the Options. Nothing here is decided anew: see `options.py`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from legation.config.options import load
from legation.kernel.keys import make_master_key, master_key

OPTIONS = load()
PACKAGE = Path(__file__).resolve().parent.parent

LEGATION_DATA = OPTIONS.data
LEGATION_HOSTS = OPTIONS.hosts
LEGATION_ORIGIN = OPTIONS.origin
LEGATION_CERTIFICATE = OPTIONS.tls_cert
LEGATION_MASTER_KEY_FILE = OPTIONS.master_key_file
LEGATION_CLAMD = OPTIONS.clamd
LEGATION_TRUSTED_PROXIES = OPTIONS.trusted_proxies
LEGATION_BACKUP_URL = OPTIONS.backup_url
LEGATION_LEDGER_WITNESS = OPTIONS.ledger_witness
LEGATION_CRS = OPTIONS.crs
LEGATION_DEMONSTRATION = OPTIONS.demonstration
LEGATION_PAYMENTS = OPTIONS.payments
LEGATION_OIDC_URL = OPTIONS.oidc_url
LEGATION_OIDC_CLIENT_ID = OPTIONS.oidc_client_id
LEGATION_OIDC_CLIENT_SECRET = OPTIONS.oidc_client_secret
LEGATION_OIDC_NAME = OPTIONS.oidc_name
LEGATION_MINISTRY = {
    "name": _("Ministry of Foreign Affairs"),
    "state": _("Republic of China (Taiwan)"),
    "office_slug": "ministry",
}

if not any((LEGATION_DATA / name).exists() for name in ("legation.sqlite3", "static")):
    make_master_key(LEGATION_MASTER_KEY_FILE)  # never beside existing data: a lost key must be restored
SECRET_KEY = master_key(LEGATION_MASTER_KEY_FILE).derive("django").hex()
DEBUG = False
ALLOWED_HOSTS = [*OPTIONS.hosts, *(("127.0.0.1", "[::1]") if OPTIONS.demonstration else ())]
ROOT_URLCONF = "legation.config.urls"
WSGI_APPLICATION = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "legation.assurance",
    "legation.resilience.backups",
    "legation.resilience.drills",
    "legation.resilience.reidentifying",
    "legation.casework.desk",
    "legation.casework.statistics.apps.StatisticsConfig",
    "legation.casework.registration",
    "legation.casework.families",
    "legation.casework.applications",
    "legation.casework.collection",
    "legation.casework.payments",
    "legation.casework.appointments",
    "legation.casework.mailbox",
    "legation.casework.cases",
    "legation.surveys.desk",
    "legation.surveys.access",
    "legation.surveys.results",
    "legation.surveys",
    "legation.surveys.holding",
    "legation.disclosure",
    "legation.questions.composing",
    "legation.questions",
    "legation.publishing",
    "legation.publishing.signatures",
    "legation.publishing.editorial",
    "legation.publishing.announcements",
    "legation.publishing.policy",
    "legation.defence.bots",
    "legation.defence.scans",
    "legation.defence.detection",
    "legation.defence.malware",
    "legation.defence.firewall",
    "legation.defence.incidents",
    "legation.traffic",
    "legation.accounts.audiences",
    "legation.accounts.limits",
    "legation.accounts.standing",
    "legation.accounts.members",
    "legation.accounts.staff",
    "legation.accounts",
    "legation.mail",
    "legation.privacy.apps.PrivacyConfig",
    "legation.offices",
    "legation.ledger",
    "legation.schedule",
    "legation.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",  # its tables always, so that migrations do not depend on options; all stay empty
    "allauth.socialaccount.providers.openid_connect",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "legation.web.middleware.RouteName",
    "legation.web.middleware.Compressed",
    "django.middleware.security.SecurityMiddleware",
    "legation.privacy.middleware.CookieRegister",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "legation.web.middleware.Language",
    "legation.web.middleware.PlainErrors",
    "django.middleware.common.CommonMiddleware",
    "legation.web.forgery.FormGuard",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "legation.web.middleware.Policy",
    "legation.publishing.middleware.EditorPolicy",
    "legation.publishing.middleware.PublicReading",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "legation.accounts.whence.Whence",
    "legation.accounts.middleware.MemberStanding",
    "legation.publishing.editorial.middleware.Withdrawn",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "legation.web.context.site",
                "legation.publishing.context.policy",
            ],
        },
    }
]


def _postgresql(database_url: str, engine: str) -> dict[str, object]:
    """A PostgreSQL database by its URL."""
    url = urlsplit(database_url)
    return {
        "ENGINE": engine,
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": url.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _database() -> dict[str, object]:
    """The database: PostgreSQL by its URL, else the SQLite file of the data folder."""
    if OPTIONS.database_url:
        return _postgresql(OPTIONS.database_url, "django.db.backends.postgresql")
    return {
        "ENGINE": "legation.kernel.sqlite",
        "NAME": LEGATION_DATA / "legation.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def _holding() -> dict[str, object]:
    """The holding store of surveys, which no backup copies: on PostgreSQL a schema, else a file, of its own.

    No write-ahead file: it would keep page after page in the order in which answers came.
    """
    test = {"MIGRATE": False}  # no other package's migrations need be gone through
    if url := OPTIONS.holding_database_url or OPTIONS.database_url:
        store = _postgresql(url, "legation.surveys.holding.postgresql")
        return {**store, "TEST": {**test, "NAME": f"test_{store['NAME']}_holding"}}
    return {
        "ENGINE": "legation.kernel.sqlite",
        "NAME": LEGATION_DATA / "holding.sqlite3",
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
        "TEST": test,
    }


FORM_RENDERER = "legation.web.forms.Renderer"

DATABASES = {"default": _database(), "holding": _holding()}
DATABASE_ROUTERS = ["legation.surveys.holding.routing.Router"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "recurring"],
        "ENQUEUE_ON_COMMIT": False,
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "legation.accounts.passwords.HardToGuess"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "member_home"
LOGOUT_REDIRECT_URL = "account_logged_out"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("zh-hant", "繁體中文"),
    ("ja", "日本語"),
    ("es", "Español"),
    ("ar", "العربية"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [PACKAGE / "locale", *(PACKAGE / name / "locale" for name in ("cli", "edge", "promises"))]
LANGUAGE_COOKIE_NAME = "legation_language"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["legation.web.formats"]
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = LEGATION_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "legation.web.storage.StampedFiles"},
}
MEDIA_ROOT = LEGATION_DATA / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_HANDLERS = ["legation.web.uploads.NamelessFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

EMAIL_BACKEND = "legation.mail.backend.QueueBackend"
DEFAULT_FROM_EMAIL = f"no-reply@{LEGATION_HOSTS[0]}"
LEGATION_MAIL_TRANSPORT = (
    "django.core.mail.backends.smtp.EmailBackend"
    if OPTIONS.email_url
    else "legation.mail.transports.DemonstrationTransport"
)
LEGATION_BOUNCE_ADDRESS = OPTIONS.bounce_address
if OPTIONS.email_url:
    _mail = urlsplit(OPTIONS.email_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL and EMAIL_HOST not in ("localhost", "127.0.0.1", "::1")
    EMAIL_TIMEOUT = 20

SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "legation.web.views.forged"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_ADAPTER = "legation.accounts.adapter.AccountAdapter"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False  # our sign-in form decides, by "this is a shared computer"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 7
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ACCOUNT_RATE_LIMITS = False  # ours count exactly and lock no owner out: legation.accounts.guessing
MFA_RATE_LIMITS = False
SOCIALACCOUNT_ADAPTER = "legation.accounts.directory.DirectoryAdapter"
ACCOUNT_FORMS = {
    "login": "legation.accounts.forms.SignInForm",
    "signup": "legation.accounts.forms.RegistrationForm",
    "reset_password": "legation.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "legation.accounts.forms.NewPasswordForm",
    "change_password": "legation.accounts.forms.ChangedPasswordForm",
    "add_email": "legation.accounts.forms.ChangedAddressForm",
    "reauthenticate": "legation.accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "legation.accounts.mfa.SealingAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # whoever finds the key must not be able to use it
MFA_TOTP_ISSUER = "Legation"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # only verified addresses sign in at all
MFA_FORMS = {
    "authenticate": "legation.accounts.forms.CodeForm",
    "reauthenticate": "legation.accounts.forms.CodeAgainForm",
    "activate_totp": "legation.accounts.forms.FirstCodeForm",
    "add_webauthn": "legation.accounts.forms.NewPasskeyForm",
    "edit_webauthn": "legation.accounts.forms.PasskeyNameForm",
    "login_webauthn": "legation.accounts.forms.PasskeyForm",
    "authenticate_webauthn": "legation.accounts.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "legation.accounts.forms.PasskeyAgainForm",
}
USERSESSIONS_TRACK_ACTIVITY = False

LEGATION_TERMS_VERSION = "2026-11"

WAGTAIL_SITE_NAME = "Legation"
WAGTAILADMIN_BASE_URL = LEGATION_ORIGIN
WAGTAILIMAGES_IMAGE_MODEL = "publishing.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "legation.publishing.forms.SiteImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "legation.publishing.forms.SiteDocumentForm"
WAGTAILDOCS_DOCUMENT_MODEL = "publishing.SiteDocument"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "none"  # it would name drafts of pages of other offices
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "legation.publishing.search_backend"}}

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_paths": {"()": "legation.kernel.logs.WithoutPaths"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_paths"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
