"""The proof that the ledger says what was written into it."""

from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from tqdm import tqdm

from reform_apps.models import Application, Edition, EditionEntry, JournalEntry
from reform_apps.queries import positions
from reform_apps.queries.proofs import consistency, editions, invariants, seals, tallies
from reform_apps.queries.proofs.moments import one_moment


class Command(BaseCommand):
    help = "Walk the ledger; exit with 1, naming each fault, if journal or projection is broken."

    # What others write meanwhile would seem to be told by one table and not by the other.
    @one_moment()
    def handle(self, **options):
        faults = 0
        for fault in self._faults():
            faults += 1
            with tqdm.external_write_mode():
                self.stderr.write(fault)
        if faults:
            raise CommandError(f"The ledger is broken: {faults} faults.")
        sealed, last = seals.sealed(), positions.last()
        self.stdout.write(
            f"The ledger is whole: {JournalEntry.objects.count()} entries "
            f"on {Application.objects.count()} applications, {sealed} of {last} under seal, "
            f"{Edition.objects.published().count()} editions."
        )

    def _faults(self) -> Iterator[str]:
        yield from consistency.missing_guards()
        entries = JournalEntry.objects.count()
        yield from self._walked(consistency.broken_entries(), "Journal", entries)
        applications = Application.objects.count()
        yield from self._walked(consistency.drifted_applications(), "Applications", applications)
        yield from seals.misplaced()
        yield from self._walked(seals.broken(), "Seals", seals.sealed())
        held = EditionEntry.objects.exclude(entry=None).count()
        yield from self._walked(editions.broken(), "Editions", held)
        yield from invariants.broken()
        yield from self._walked(tallies.broken(), "Tallies", 0)

    def _walked(self, walk: Iterable[list[str]], name: str, length: int) -> Iterator[str]:
        bar = tqdm(walk, desc=name, total=length, disable=None, leave=False)
        try:
            for faults in bar:
                yield from faults
        except (ArithmeticError, AttributeError, Error, LookupError, TypeError, ValueError) as why:
            # A row that was written past Django may hold what no Python value can be.
            yield f"{name}: a row after number {bar.n} cannot be read ({why!r})."
