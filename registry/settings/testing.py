"""Under test: nothing of the environment but the database."""

from registry.settings.base import *

DEBUG = False
SECRET_KEY = "known to everybody, since it protects nothing but the tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
REGISTRY_PUBLIC_READ = True
REGISTRY_CODE_PREFIX = "ZJ"

# A slow hash is the point of a password hash, and not of a test.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A persistent connection outlives its thread, and PostgreSQL refuses to drop a database in use.
DATABASES["default"]["CONN_MAX_AGE"] = 0
