"""On the machine of a developer: safe defaults, nothing to prepare."""

from registry.settings.base import *

DEBUG = env.switch("DJANGO_DEBUG", default=True)
SECRET_KEY = env.local_secret_key(LOCAL_DIR / "secret-key")
ALLOWED_HOSTS = env.hosts(default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.origins()
