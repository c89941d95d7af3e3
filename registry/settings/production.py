"""Where people rely on it: what is missing or weak stops the start."""

from registry.settings.base import *

DEBUG = False
if env.switch("DJANGO_DEBUG", default=False):
    env.refuse("DJANGO_DEBUG", "must be off in production")
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.hosts()
CSRF_TRUSTED_ORIGINS = env.origins()

# After SecurityMiddleware, so that static files are redirected to HTTPS like the rest.
MIDDLEWARE.insert(1, "whitenoise.middleware.WhiteNoiseMiddleware")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DJANGO_SECURE_SSL = env.switch("DJANGO_SECURE_SSL", default=True)
SECURE_SSL_REDIRECT = DJANGO_SECURE_SSL
# Whoever asks for the health of the server does so from beside it, without a certificate.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if DJANGO_SECURE_SSL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = DJANGO_SECURE_SSL
SECURE_HSTS_PRELOAD = DJANGO_SECURE_SSL
SESSION_COOKIE_SECURE = DJANGO_SECURE_SSL
CSRF_COOKIE_SECURE = DJANGO_SECURE_SSL

# Without DEBUG Django only mails its errors: a server's log is where they are looked for.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
