"""Each environment starts as its settings say, or says in one sentence why not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD = {
    "DATABASE_URL": "sqlite://:memory:",
    "DJANGO_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "DJANGO_ALLOWED_HOSTS": "ledger.example.org",
}
CHECK = ["manage.py", "check"]
WSGI = ["-c", "import registry.wsgi"]


def start(command, environment, settings="registry.settings.production"):
    """Start Python in a process of its own, for settings are read once in each."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "REGISTRY_", "DATABASE_"))
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=kept | environment | {"DJANGO_SETTINGS_MODULE": settings},
        capture_output=True,
        text=True,
    )


def test_production_is_fit_for_deployment():
    answer = start([*CHECK, "--deploy", "--fail-level", "WARNING"], GOOD)

    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("command", [CHECK, WSGI], ids=["manage.py", "wsgi"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DJANGO_SECRET_KEY", ""),
        ("DJANGO_ALLOWED_HOSTS", "*"),
        ("DJANGO_DEBUG", "on"),
        ("DATABASE_URL", "oracle://db/ledger"),
    ],
)
def test_production_stops_with_one_sentence(name, value, command):
    answer = start(command, GOOD | {name: value})

    assert answer.returncode != 0
    assert answer.stderr.startswith(f"The registry cannot start: {name} must ")
    assert answer.stderr.count("\n") == 1


def test_production_can_stand_behind_plain_http():
    words = (
        "from django.conf import settings as s; "
        "print(s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )

    answers = [start(["-c", words], GOOD | {"DJANGO_SECURE_SSL": value}) for value in ("", "off")]

    assert [answer.stdout for answer in answers] == ["True True 31536000\n", "False False 0\n"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite about itself")
def test_sqlite_is_set_as_it_should_be():
    with connection.cursor() as cursor:
        answers = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]

    assert answers == ["wal", 1, 20_000, 2]  # 2 is FULL
