"""What is the same in every environment."""

from datetime import timedelta
from pathlib import Path

from registry import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What belongs to this working copy alone: its secret key, the password of `admin`.
LOCAL_DIR = BASE_DIR / ".local"

REGISTRY_PUBLIC_READ = env.switch("REGISTRY_PUBLIC_READ", default=True)
REGISTRY_CODE_PREFIX = env.code_prefix()
REGISTRY_DUPLICATE_CHECK_DAYS = env.days("REGISTRY_DUPLICATE_CHECK_DAYS", default=30)
REGISTRY_LONG_TRIAL_DAYS = env.days("REGISTRY_LONG_TRIAL_DAYS", default=90)
REGISTRY_SILENT_DAYS = env.days("REGISTRY_SILENT_DAYS", default=180)
REGISTRY_CONFIRMED_DAYS = env.days("REGISTRY_CONFIRMED_DAYS", default=180)

INSTALLED_APPS = [
    "reform_apps",
    "registry.apps.LedgerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "knox",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Whoever asks for it gets a list in a fifth of its bytes; tags become weak ones on the way.
    "registry.compression.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last, so that it sees what every other one has answered.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

ROOT_URLCONF = "registry.urls"
WSGI_APPLICATION = "registry.wsgi.application"

DATABASES = {"default": env.database(default=BASE_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures" / "reference"]

LANGUAGE_CODE = "zh-hans"
# Each in its own words, so that everybody finds theirs.
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"

AUTH_USER_MODEL = "reform_apps.User"
AUTHENTICATION_BACKENDS = [
    # First, so that a locked-out visitor is turned away before a password is looked at.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
# The two together: a stranger's guesses must not lock out the person that they guess at.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "reform_apps/admin/locked_out.html"

REST_KNOX = {"TOKEN_TTL": timedelta(days=7), "AUTO_REFRESH": False}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, so that a 401 names the scheme to come back with.
        "reform_apps.api.frame.access.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": ["reform_apps.api.frame.rendering.QuickJSONRenderer"],
    "DEFAULT_PERMISSION_CLASSES": ["reform_apps.api.frame.access.MayRead"],
    "DEFAULT_SCHEMA_CLASS": "reform_apps.api.frame.descriptions.Description",
    # No parameter of an address is read in silence.
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "reform_apps.api.frame.errors.Refusals",
    "EXCEPTION_FORMATTER_CLASS": "reform_apps.api.frame.errors.Formatter",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Registry of digital-reform applications",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # From local files: the documentation works where there is no way out.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # One set of words, one name, wherever it is used.
    "ENUM_NAME_OVERRIDES": {
        "EditionStateEnum": "reform_apps.models.EditionState",
        "ImportKindEnum": "reform_apps.models.ImportKind",
        "ImportStateEnum": "reform_apps.models.ImportState",
        "RolloutStateEnum": "reform_apps.models.RolloutState",
        "ProposalStateEnum": "reform_apps.models.ProposalState",
        "OrderStateEnum": "reform_apps.models.OrderState",
        "OutcomeKind": "reform_apps.models.OutcomeKind",
        "Status": "reform_apps.rules.lifecycle.Status",
        "Transition": "reform_apps.rules.lifecycle.Transition",
        "Basis": "reform_apps.models.reference.sources.Basis",
        "Kind": "reform_apps.rules.vocabulary.Kind",
        "AliasKind": "reform_apps.rules.vocabulary.AliasKind",
        "AssessmentKind": "reform_apps.models.assessments.AssessmentKind",
        "OrganizationKind": "reform_apps.models.reference.organizations.OrganizationKind",
        "Level": "reform_apps.models.reference.regions.Level",
        "OrganizationLevel": "reform_apps.models.reference.organizations.OrganizationLevel",
    },
}
