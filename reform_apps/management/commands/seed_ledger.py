"""The ledger as the article has it, for a registry that begins."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError
from django.utils import timezone

from reform_apps.exchange import seed
from reform_apps.models import User
from reform_apps.operations import users
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.rules.roles import Role

SEEDER = "seed"


class Command(BaseCommand):
    help = "Add what the fixtures hold and the ledger has not; never changes what is there."

    def handle(self, **options):
        seeder = User.objects.filter(username=SEEDER).first() or users.add(
            username=SEEDER, role=Role.REFORM_OFFICE, password=None, is_active=False
        )
        files = seed.read(settings.BASE_DIR / "fixtures")
        try:
            added = seed.carry_out(files, by=seeder, at=timezone.now())
        except (ActRefused, IntegrityError, ValidationError) as refusal:
            raise CommandError(f"Nothing was added: {refusal}") from refusal
        counts = [f"{number} {noun}" for noun, number in added.items() if number]
        self.stdout.write(f"Added: {', '.join(counts)}." if counts else "Nothing was missing.")
