"""A published edition, as far as somebody may see it, and as a workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.contrib.auth.models import AnonymousUser
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reform_apps.exchange import sheets
from reform_apps.exchange.sheets import Book, Column
from reform_apps.models import Application, Edition, EditionDrop, EditionEntry, System, User
from reform_apps.queries.wording import words

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition holds; rows that may not be seen are walked through as well, and marked."""

    edition: Edition
    seen_entries: frozenset[int]
    seen_drops: frozenset[int]
    # The codes of successors that may be told.
    told: frozenset[str]
    completed: Mapping[int, date | None]

    def entries(self) -> Iterator[tuple[EditionEntry, bool]]:
        """Walk the entries in the order of the applications' numbers, each with whether seen."""
        rows = self.edition.entries.select_related(
            "application", "runway", "source", "entry__by"
        ).order_by("application__number")
        for entry in rows.iterator(chunk_size=AT_ONCE):
            entry.edition = self.edition
            # Read once for all, for the day may be set in between.
            entry.completed_on = self.completed[entry.pk]
            yield entry, entry.pk in self.seen_entries

    def drops(self) -> Iterator[tuple[EditionDrop, bool]]:
        """Walk what was dropped in the same way."""
        rows = self.edition.drops.select_related("application", "entry__by")
        for drop in rows.order_by("application__number").iterator(chunk_size=AT_ONCE):
            drop.edition = self.edition
            yield drop, drop.pk in self.seen_drops

    def withheld(self) -> int:
        """Count the entries that are not seen."""
        return len(self.completed) - len(self.seen_entries)


def contents(edition: Edition, *, user: User | AnonymousUser) -> Contents:
    """Find out what of an edition somebody may see."""
    ended = edition.drops.values("entry__snapshot__merged_into")
    successors = {row["entry__snapshot__merged_into"] for row in ended} - {None}
    told = Application.objects.visible_to(user).filter(code__in=successors)
    return Contents(
        edition=edition,
        seen_entries=frozenset(edition.entries.visible_to(user).values_list("pk", flat=True)),
        seen_drops=frozenset(edition.drops.visible_to(user).values_list("pk", flat=True)),
        told=frozenset(told.values_list("code", flat=True)),
        completed=dict(edition.entries.values_list("pk", "completed_on")),
    )


def write(file: IO[bytes], held: Contents, *, how_to_check: list[str]) -> None:
    """Write the workbook that an office circulates: the entries, the dropped ones and the seal."""
    with sheets.book(file, title=str(held.edition)) as book:
        _add_entries(book, held)
        _add_drops(book, held)
        _add_seal(book, held, how_to_check)


def _add_entries(book: Book, held: Contents) -> None:
    widths = {
        "code": 11, "name": 28, "status": 10, "system": 18, "runway": 18, "batch": 10, "task": 40,
        "due_on": 12, "original_due_on": 12, "slips": 8, "completed_on": 12, "basis": 36,
    }  # fmt: skip
    columns = [Column(capfirst(words.label(name)), width) for name, width in widths.items()]
    sheet = book.add(_("Entries"), columns)
    systems = {row.code: row for row in System.objects.all()}
    for entry, is_seen in held.entries():
        if is_seen:
            sheet.add(_cells(entry, systems))


def _cells(entry: EditionEntry, systems: Mapping[str, System]) -> list[object]:
    state = entry.entry.snapshot
    system = systems.get(state["system"])
    return [
        state["code"],
        state["name"],
        words.word("status", state["status"]),
        words.named(system) if system else state["system"],
        entry.runway and words.named(entry.runway),
        entry.batch and words.word("batch", entry.batch),
        entry.task,
        entry.due_on,
        entry.original_due_on,
        entry.slips if entry.due_on else None,
        entry.completed_on,
        _basis(entry) if entry.batch else None,
    ]


def _basis(entry: EditionEntry) -> str:
    source = entry.source and words.source_name(entry.source)
    told = (words.word("basis", entry.basis), source, entry.locator, entry.note)
    return " · ".join(part for part in told if part)


def _add_drops(book: Book, held: Contents) -> None:
    named = ("code", 11), ("name", 28), ("status", 10)
    columns = [Column(capfirst(words.label(name)), width) for name, width in named]
    columns += [Column(_("Reason"), 50), Column(_("Document number"), 30)]
    sheet = book.add(_("Dropped"), columns)
    for drop, is_seen in held.drops():
        if is_seen:
            state = drop.entry.snapshot if drop.entry else {}
            name = state.get("name", drop.application.name)
            status = state and words.word("status", state["status"])
            sheet.add([drop.application.code, name, status or None, drop.reason, drop.document])


def _add_seal(book: Book, held: Contents, how_to_check: list[str]) -> None:
    edition = held.edition
    sheet = book.add(_("Seal"), [Column(_("Seal"), 30), Column("", 90)])
    for row in (
        (_("Edition"), str(edition)),
        (_("Issued on"), edition.issued_on),
        (_("Published at"), edition.published_at),
        (_("Entries"), len(held.completed)),
        (_("Of these, not public"), held.withheld()),
        (_("Dropped"), edition.drops.count()),
        (_("Seal of the edition"), edition.digest),
        (_("Seal of the edition before"), edition.previous and edition.previous.digest),
        (_("Merkle root of the entries"), edition.root),
        (_("Seal of the journal"), edition.seal.digest),
        (_("Number of that seal"), edition.seal.number),
        *((_("How to check"), line) for line in how_to_check),
    ):
        sheet.add(row)
