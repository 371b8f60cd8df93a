"""Django settings. What differs between installations comes from ``environment``; nothing else does."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from biaochi.portal.config import catalogue, environment

PORTAL = Path(__file__).resolve().parent.parent
WEB = PORTAL / "web"
FOLDER = environment.folder()

DEBUG = environment.is_on("BIAOCHI_DEBUG")
SECRET_KEY = environment.secret_key()
ALLOWED_HOSTS = environment.hosts()
USE_X_FORWARDED_HOST = False

INSTALLED_APPS = [
    "biaochi.portal.audit",
    "biaochi.portal.users",
    "biaochi.portal.outbox",
    "biaochi.portal.calendar",
    "biaochi.portal.organisation",
    "biaochi.portal.schemes",
    "biaochi.portal.periods",
    "biaochi.portal.scores",
    "biaochi.portal.privacy",
    "biaochi.portal.documents",
    "biaochi.portal.web",
    "biaochi.portal.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_q",
    "treebeard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "biaochi.portal.web.middleware.methods_of_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "biaochi.portal.web.middleware.language_of_user",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "biaochi.portal.web.middleware.moment_of_request",
    "biaochi.portal.web.sessions.session_limits",
    "biaochi.portal.web.middleware.first_password_changed",
    "biaochi.portal.web.middleware.absence_for_strangers",
]

ROOT_URLCONF = "biaochi.portal.config.urls"
WSGI_APPLICATION = "biaochi.portal.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "biaochi.portal.web.templatetags.kit",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "biaochi.portal.web.context.frame",
            ],
        },
    }
]
COTTON_DIR = "cotton"

DATABASES = {"default": environment.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# shared by all workers, so that a limit on sign-ins holds for the installation and not for one process
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "config_cache"}}

# people, sessions, sign-in

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tasks"
LOGOUT_REDIRECT_URL = "account_login"
# a session ends eight hours after signing in, or after half an hour without a page
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "biaochi_session"
CSRF_COOKIE_NAME = "biaochi_csrf"
CSRF_FAILURE_VIEW = "biaochi.portal.web.errors.form_out_of_date"

ACCOUNT_ADAPTER = "biaochi.portal.users.sign_in.Accounts"
SOCIALACCOUNT_ADAPTER = "biaochi.portal.users.sign_in.OutsideAccounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# wrong passwords are counted by users.limits; login_failed holds for the second factor alone
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = environment.oidc_providers()
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "标尺"

# language, time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
LOCALE_PATHS = catalogue.locale_paths()
LANGUAGE_COOKIE_NAME = "biaochi_language"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["biaochi.portal.config.formats"]

# files

STATIC_URL = "/static/"
STATIC_ROOT = FOLDER / "static"
STATICFILES_DIRS = [WEB / "static", WEB / "vendor"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = FOLDER / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# what a browser may do: everything comes from here, nothing is in line

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
IS_HTTPS = environment.is_on("BIAOCHI_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 86400 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
# behind a proxy the address of who asks is the last one the proxy wrote down; without one nobody's word is taken for it
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if IS_HTTPS else 0
SILENCED_SYSTEM_CHECKS = [] if IS_HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]

# work that takes longer than a page

Q_CLUSTER = {
    "name": "biaochi",
    "orm": "default",
    "workers": 1,
    "timeout": 900,
    # a job is handed out again only after it must have ended: retry > timeout
    "retry": 960,
    "max_attempts": 3,
    "poll": 0.5,
    "catch_up": False,
    "save_limit": 500,
}
NOTICE_URLS = environment.notice_urls()
RETENTION_YEARS = environment.retention_years()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "biaochi.portal.config.logs.OneLineOfJson"}},
    "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stream"], "level": "INFO"},
    "loggers": {"django.server": {"handlers": ["stream"], "level": "WARNING", "propagate": False}},
}
