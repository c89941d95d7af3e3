"""The proof that the ledger says what was written into it."""

from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from reform_apps.models import Application, JournalEntry
from reform_apps.queries.proofs import consistency, invariants


class Command(BaseCommand):
    help = "Walk the ledger; exit with 1, naming each fault, if journal or projection is broken."

    def handle(self, **options):
        faults = 0
        for fault in self._faults():
            faults += 1
            with tqdm.external_write_mode():
                self.stderr.write(fault)
        if faults:
            raise CommandError(f"The ledger is broken: {faults} faults.")
        self.stdout.write(
            f"The ledger is whole: {JournalEntry.objects.count()} entries "
            f"on {Application.objects.count()} applications."
        )

    def _faults(self) -> Iterator[str]:
        yield from consistency.missing_guards()
        yield from self._walked(
            consistency.broken_entries(), "Journal", JournalEntry.objects.count()
        )
        yield from self._walked(
            consistency.drifted_applications(), "Applications", Application.objects.count()
        )
        yield from invariants.broken()

    def _walked(self, walk: Iterable[list[str]], name: str, length: int) -> Iterator[str]:
        bar = tqdm(walk, desc=name, total=length, disable=None, leave=False)
        try:
            for faults in bar:
                yield from faults
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            # A row that was written past Django may hold what no Python value can be.
            yield f"{name}: a row after number {bar.n} cannot be read ({error!r})."
