"""The bundle of an edition, to be kept and checked without the registry."""

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from reform_apps.exchange import bundles
from reform_apps.management.files import whole
from reform_apps.models import Edition, User
from reform_apps.operations.editions import EditionRefused


class Command(BaseCommand):
    help = "Write the bundle of a published edition, a zip that proves itself, to a file."

    def add_arguments(self, parser):
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--public", action="store_true", help="only what everybody may see; the rest as digests"
        )

    def handle(self, *, code, file, public, **options):
        edition = Edition.objects.filter(code=code).first()
        if edition is None:
            known = Edition.objects.published().order_by("position")
            known = ", ".join(known.values_list("code", flat=True))
            raise CommandError(f"There is no edition {code}. There are: {known or 'none'}.")
        reader = AnonymousUser() if public else User()
        try:
            with whole(file) as target:
                bundles.write(target, edition, user=reader)
        except EditionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{edition} is in {file}; its seal: {edition.digest}")
