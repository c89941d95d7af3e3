"""The first administrator, for whoever has just started the registry."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

NAME = "admin"


class Command(BaseCommand):
    help = f"Make the administrator {NAME!r} with a generated password, unless there is one."

    def handle(self, **options):
        kept = settings.LOCAL_DIR / "admin-password"
        existing = get_user_model().objects.filter(username=NAME).first()
        if existing is None:
            password = secrets.token_urlsafe(15)
            # The file first: a password that nobody can read again is worse than a file too many.
            with transaction.atomic():
                keep(kept, password)
                get_user_model().objects.create_superuser(username=NAME, password=password)
            self.stdout.write(
                f"Administrator: {NAME}, password: {password} (kept in {shown(kept)})"
            )
        elif kept.exists() and existing.check_password(kept.read_text().strip()):
            self.stdout.write(f"Administrator: {NAME}, password: see {shown(kept)}")
        else:
            self.stdout.write(
                f"Administrator: {NAME}, whose password somebody has set; "
                f"a new one: manage.py changepassword {NAME}"
            )


def keep(path: Path, password: str) -> None:
    """Write a password to a file that was never readable by others, not even for a moment."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w") as file:
        file.write(f"{password}\n")


def shown(path: Path) -> str:
    """Name a file as one would type it."""
    return os.path.relpath(path)
