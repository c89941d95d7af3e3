"""A workbook or csv file of applications, planned and carried out from the shell."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from reform_apps.exchange.imports import carrying
from reform_apps.exchange.imports.files import FileRefused
from reform_apps.models import User
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.operations.writing.acts import ActRefused

SHOWN = 50  # problems


class Command(BaseCommand):
    help = "Plan what a file would do; with --apply, carry it out. Exits with 1 if problems stand."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--as", required=True, dest="user", metavar="USER")
        parser.add_argument(
            "--apply", action="store_true", help="carry it out, if nothing is wrong"
        )

    def handle(self, *, file, user, apply, **options):
        by = User.objects.filter(username=user, is_active=True).first()
        if by is None:
            raise CommandError(f"There is no user {user}.")
        try:
            content = Path(file).read_bytes()
            batch = carrying.upload(
                file_name=Path(file).name, content=content, by=by, at=timezone.now()
            )
            self._tell(batch)
            if batch.problems:
                raise CommandError(f"{len(batch.problems)} problems; nothing was carried out.")
            if apply:
                batch = carrying.carry_out(batch=batch, by=by, at=timezone.now())
                self.stdout.write(f"Carried out as import {batch.pk}.")
        except OSError as fault:
            raise CommandError(f"{file} cannot be read: {fault.strerror}.") from fault
        except (ActRefused, FileRefused, ImportRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal

    def _tell(self, batch):
        self.stdout.write(
            f"To add {batch.to_add}, to amend {batch.to_amend}, unchanged {batch.unchanged}, "
            f"refused {batch.refused}."
        )
        for note in batch.notes[:SHOWN]:
            self.stdout.write(note)
        for problem in batch.problems[:SHOWN]:
            place = [f"row {problem['row']}" if problem["row"] else "", problem["column"] or ""]
            where = ", ".join(part for part in place if part)
            self.stderr.write(f"{where}: {problem['message']}" if where else problem["message"])
        if len(batch.problems) > SHOWN:
            self.stderr.write(f"and {len(batch.problems) - SHOWN} more.")
