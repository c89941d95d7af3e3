"""A seal over all that was written into the ledger since the last one."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reform_apps.exchange.seals import lines
from reform_apps.management.files import whole
from reform_apps.operations import seals as operations
from reform_apps.queries import seals


class Command(BaseCommand):
    help = "Close a seal over the journal; with --export, write the last seal to a file."

    def add_arguments(self, parser):
        parser.add_argument(
            "--export", metavar="FILE", help="write the last seal there, with what it closes"
        )

    def handle(self, *, export, **options):
        seal = operations.close(at=timezone.now())
        if seal:
            number = seal.last_position - seal.first_position + 1
            self.stdout.write(
                f"Seal {seal.number} closes {number} entries, {seal.first_position} to "
                f"{seal.last_position}: {seal.digest}"
            )
        else:
            self.stdout.write("There was nothing to seal.")
        if export:
            self._export(export)

    def _export(self, name):
        last = seals.last()
        if last is None:
            raise CommandError("There is no seal yet.")
        with whole(name) as file:
            file.writelines(line.encode() for line in lines(last))
        self.stdout.write(f"Seal {last.number} is in {name}.")
