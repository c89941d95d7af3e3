"""The environment: every variable is read and judged here, and nowhere else."""

import os
import re
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from environs import Env, EnvError

ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
# gunicorn takes this code for "the application cannot be loaded", and does not try again.
CANNOT_START = 4

DATABASE_WORDS = "must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME"
SWITCH_WORDS = "must be on or off"
SECRET_KEY_WORDS = (
    "must be at least 50 random characters, such as the output of: "
    "python -c 'import secrets; print(secrets.token_urlsafe(50))'"
)
HOSTS_WORDS = "must list the host names that are served, such as ledger.example.org, and never *"
ORIGINS_WORDS = "must list origins with their scheme, such as https://ledger.example.org"
DAYS_WORDS = "must be a number of days from 1 to 9999"
PREFIX_WORDS = "must be one to six capital letters, such as ZJ"

HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", re.IGNORECASE)
ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?", re.IGNORECASE)
DAYS = re.compile(r"[1-9][0-9]{0,3}")
PREFIX = re.compile(r"[A-Z]{1,6}")

env = Env()


def refuse(name: str, words: str) -> NoReturn:
    """Stop the start with one sentence, which never repeats the value: it may be a secret."""
    sys.stderr.write(f"The registry cannot start: {name} {words}.\n")
    raise SystemExit(CANNOT_START)


def is_set(name: str) -> bool:
    """Tell whether a variable has a value; an empty one counts as none."""
    return bool(os.environ.get(name, "").strip())


def switch(name: str, *, default: bool) -> bool:
    """Read a variable that is on or off."""
    return _parsed(env.bool, name, SWITCH_WORDS) if is_set(name) else default


def days(name: str, *, default: int) -> int:
    """Read a variable that is a number of days."""
    if not is_set(name):
        return default
    found = os.environ[name].strip()
    if not DAYS.fullmatch(found):
        refuse(name, DAYS_WORDS)
    return int(found)


def database(*, default: Path) -> dict[str, object]:
    """Read DATABASE_URL as Django's settings of one database, SQLite or PostgreSQL."""
    name = "DATABASE_URL"
    if not is_set(name):
        return _embedded({"ENGINE": ENGINES[0], "NAME": default})
    found = _parsed(env.dj_db_url, name, DATABASE_WORDS)
    if found.get("ENGINE") not in ENGINES or not found.get("NAME"):
        refuse(name, DATABASE_WORDS)
    if found["ENGINE"] == ENGINES[0]:
        return _embedded(found)
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def secret_key() -> str:
    """Read DJANGO_SECRET_KEY, which has to be there and strong."""
    name = "DJANGO_SECRET_KEY"
    found = os.environ.get(name, "").strip()
    if len(found) < 50 or len(set(found)) < 5 or found.startswith("django-insecure-"):
        refuse(name, SECRET_KEY_WORDS)
    return found


def local_secret_key(path: Path) -> str:
    """Read DJANGO_SECRET_KEY, or else a key of this working copy, made when first needed."""
    if is_set("DJANGO_SECRET_KEY"):
        return os.environ["DJANGO_SECRET_KEY"].strip()
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


def hosts(*, default: list[str] | None = None) -> list[str]:
    """Read DJANGO_ALLOWED_HOSTS, which has to be there unless a default is given."""
    return _listed("DJANGO_ALLOWED_HOSTS", HOST, HOSTS_WORDS, default=default)


def origins() -> list[str]:
    """Read DJANGO_CSRF_TRUSTED_ORIGINS; none is fine."""
    return _listed("DJANGO_CSRF_TRUSTED_ORIGINS", ORIGIN, ORIGINS_WORDS, default=[])


def code_prefix() -> str:
    """Read REGISTRY_CODE_PREFIX, the letters that begin the codes of applications."""
    found = os.environ.get("REGISTRY_CODE_PREFIX", "").strip() or "ZJ"
    if not PREFIX.fullmatch(found):
        refuse("REGISTRY_CODE_PREFIX", PREFIX_WORDS)
    return found


def _parsed(parse: Callable, name: str, words: str):
    try:
        return parse(name)
    except EnvError:
        refuse(name, words)


def _listed(name: str, form: re.Pattern, words: str, *, default: list[str] | None) -> list[str]:
    found = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    if not found and default is not None:
        return default
    if not found or not all(form.fullmatch(part) for part in found):
        refuse(name, words)
    return found


def _embedded(found: dict) -> dict[str, object]:
    options = {
        # A transaction takes the write lock at once: upgrading a read lock fails without waiting.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an act that was answered for is on the disk, whatever happens next.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    return found | {"OPTIONS": found.get("OPTIONS", {}) | options}
